// SPDX-License-Identifier: GPL-2.0-or-later
// The ETag of an answer: what it depends on, as a short name. Weak, since the time it took is in
// it too.
#pragma once

#include <string>
#include <string_view>

#include "parameters.h"

namespace dateline::searching {

/// Of a route's answer on one state of the archive. Dates in the query that depend on the clock
/// count as the moments they mean.
std::string etag_of(std::string_view route, const ParsedRequest& asked, std::string_view revision);

/// Of bytes that are all there is; strong.
std::string etag_of(std::string_view bytes);

}  // namespace dateline::searching
