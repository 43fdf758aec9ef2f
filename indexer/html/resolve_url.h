// SPDX-License-Identifier: GPL-2.0-or-later
// Relative addresses made absolute, by libxml2: those of feeds and of pages. What is asked over the
// network is checked by connectors/http_url.h.
#pragma once

#include <string>
#include <string_view>

namespace dateline::indexing {

/// An absolute address from one that may be relative; `address` itself where that cannot be. An
/// absolute one stays as it is; one that was relative has its blanks and letters beyond ASCII
/// percent-encoded.
std::string resolve_url(std::string_view address, std::string_view base);

}  // namespace dateline::indexing
