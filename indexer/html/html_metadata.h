// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what a page states about its article: JSON-LD, OpenGraph, <meta> of many kinds, microdata,
// <time>, <link rel=canonical>, <title>, <h1>. Used by html_page.cc. article_extractor.h finds the
// text.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "html_tree.h"

namespace dateline::indexing {

struct PageMetadata {
  std::string title, author, section, source, language, url, type;
  std::vector<std::string> dates;        // stated dates of publication, the most reliable first
  std::vector<std::string> later_dates;  // in the address, and of changes: a last resort
  std::vector<std::string> topics;       // each in its own place
  std::string keywords;                  // a list in one line, where there are no topics
  std::string description;
  std::string body;         // the text in the page's data; may be cut or without paragraphs
  bool is_article = false;  // it says so itself
  std::map<std::string, std::string, std::less<>> values;  // of <meta>, by name in lower case
};

/// `address` is the page's own, if it is known.
PageMetadata read_metadata(const HtmlTree& tree, const std::string& address);

}  // namespace dateline::indexing
