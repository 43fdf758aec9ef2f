// SPDX-License-Identifier: GPL-2.0-or-later
// Feed discovery: finds the feed that an HTML page names (<link rel="alternate">). Used by fetch
// when an address is a page and no feed.
#pragma once

#include <string>
#include <string_view>

namespace dateline::indexing {

/// The address of the page's own feed, complete; empty when it names none. `url` is the page's.
std::string feed_of_page(std::string_view html, const std::string& url);

/// True when a text begins as an HTML page does.
bool looks_like_page(std::string_view text);

}  // namespace dateline::indexing
