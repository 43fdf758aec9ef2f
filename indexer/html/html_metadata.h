// SPDX-License-Identifier: GPL-2.0-or-later
// What a page says about its article: JSON-LD, OpenGraph, <meta> of many kinds, microdata, <time>,
// <link rel=canonical>, <title>, <h1>. Used by html_page.cc; the text itself is html_article.h's.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "html_tree.h"

namespace dateline::indexing {

struct PageMetadata {
  std::string title, author, section, source, language, url, type;
  std::vector<std::string> dates;        // said to be those of publication, the surest first
  std::vector<std::string> later_dates;  // of the address and of changes: where none is seen either
  std::string description;
  std::string body;         // the text the page carries as data; may be cut or without paragraphs
  bool is_article = false;  // it says so itself
  std::map<std::string, std::string, std::less<>> values;  // of <meta>, by name in lower case
};

/// `address` is the page's own, where it is known.
PageMetadata read_metadata(const HtmlTree& tree, const std::string& address);

}  // namespace dateline::indexing
