// SPDX-License-Identifier: GPL-2.0-or-later
// Makes relative addresses of feeds and pages absolute, by libxml2. connectors/http_url.h checks
// addresses that are fetched.
#pragma once

#include <string>
#include <string_view>

namespace dateline::indexing {

/// The absolute address of one that may be relative; `address` itself if it cannot be resolved. An
/// absolute address is not changed; in a relative one, blanks and letters beyond ASCII are
/// percent-encoded.
std::string resolve_url(std::string_view address, std::string_view base);

}  // namespace dateline::indexing
