// SPDX-License-Identifier: GPL-2.0-or-later
// PageSignals: collects everything on a page that may describe its article: <meta>, microdata,
// headings, dates and bylines, as written and in order. Used by html_metadata.cc, which weighs
// them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "html_tree.h"

namespace dateline::indexing {

struct PageSignals {
  std::map<std::string, std::string, std::less<>> meta, property;  // the first of each
  std::vector<std::string> headings, bylines, authors_by_rel;
  std::vector<std::string> tags;  // each of its own <meta property="article:tag">
  std::string title, language, canonical, base;
  bool article_markup = false;
  bool logo = false;  // a heading is the outlet's logo, linked to its front page
};

PageSignals read_signals(const HtmlTree& tree);

/// Text of an attribute or of JSON as one line, without markup and entities in it.
std::string plain(std::string_view value);

bool looks_like_url(std::string_view text);

}  // namespace dateline::indexing
