// SPDX-License-Identifier: GPL-2.0-or-later
// Sitemaps: the addresses of a site's pages; those of news tell the titles and dates of the last
// days' articles. Used by fetch --full. It makes no requests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "readers/article_reader.h"

namespace dateline::indexing {

struct Sitemap {
  std::vector<Article> articles;  // without texts; news, else pages that may be articles
  std::vector<std::string> maps;  // addresses of others, which this one lists
};

/// True when a text begins as a sitemap, or a list of them, does.
bool looks_like_sitemap(std::string_view text);

/// Unpacks a sitemap that is served as a gzip file; anything else stays as it is.
void unpack_sitemap(std::string& body);

/// Beside news, other pages are left out. A text that is no sitemap gives nothing.
Sitemap read_sitemap(std::string_view text, const ReadOptions& options);

}  // namespace dateline::indexing
