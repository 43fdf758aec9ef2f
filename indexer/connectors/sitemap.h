// SPDX-License-Identifier: GPL-2.0-or-later
// Sitemaps of news: the addresses of a site's articles of the last days, with their titles. Used by
// fetch --full. It makes no requests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "readers/article_reader.h"

namespace dateline::indexing {

struct Sitemap {
  std::vector<Article> news;      // without texts
  std::vector<std::string> maps;  // addresses of others, which this one lists
};

/// True when a text begins as a sitemap, or a list of them, does.
bool looks_like_sitemap(std::string_view text);

/// What is no news is left out. A text that is no sitemap gives nothing.
Sitemap read_sitemap(std::string_view text, const ReadOptions& options);

}  // namespace dateline::indexing
