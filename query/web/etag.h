// SPDX-License-Identifier: GPL-2.0-or-later
// The ETag of an answer: a hash of everything the answer depends on. It is weak, because answers
// also hold the time they took.
#pragma once

#include <string>
#include <string_view>

#include "parameters.h"

namespace dateline::searching {

/// Of the answer to a request on one state of the archive. Relative dates count as the instants
/// that they mean.
std::string etag_of(const ParsedRequest& parsed, std::string_view revision);

/// Of a file; strong.
std::string etag_of(std::string_view bytes);

}  // namespace dateline::searching
