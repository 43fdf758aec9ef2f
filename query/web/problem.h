// SPDX-License-Identifier: GPL-2.0-or-later
// What went wrong with a request, as RFC 9457 has it: application/problem+json.
#pragma once

#include <exception>
#include <string>

#include "http_message.h"

namespace dateline::searching {

/// `parameter` names the one it is about; it and the hint may be empty.
HttpAnswer problem(int status, const std::string& title, const std::string& detail,
                   const std::string& hint = {}, const std::string& parameter = {});

/// Of what a search threw.
HttpAnswer problem_of(const std::exception_ptr& thrown);

}  // namespace dateline::searching
