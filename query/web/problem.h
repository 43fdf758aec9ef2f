// SPDX-License-Identifier: GPL-2.0-or-later
// The problem with a request in the form of RFC 9457: application/problem+json. Used by the service
// and the routes. It decides the status of thrown errors.
#pragma once

#include <exception>
#include <string>

#include "http_message.h"

namespace dateline::searching {

/// `parameter` is the name of the parameter with the problem. It and the hint may be empty.
HttpAnswer problem(int status, const std::string& title, const std::string& detail,
                   const std::string& hint = {}, const std::string& parameter = {});

/// The problem that a search threw.
HttpAnswer problem_of(const std::exception_ptr& thrown);

}  // namespace dateline::searching
