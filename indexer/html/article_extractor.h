// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the paragraphs of a page that are its article, by their places, their share of links, and
// the names of their elements. It knows the tree only. html_metadata.h reads what the page states
// about itself; html_page.cc combines the two.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "html_text.h"
#include "html_tree.h"

namespace dateline::indexing {

struct FoundArticle {
  std::vector<std::string> paragraphs;
  const GumboNode* heading = nullptr;  // the block of the title; lives with the tree, as `place`
  const GumboNode* place = nullptr;    // the element that holds the text
  bool title_stands_alone = false;     // the title is a line of its own, and no link
  std::size_t text_bytes = 0;          // of the whole page, without hidden elements
  std::size_t linked_bytes = 0;        // of them, those of links
};

/// The article of a page. `title` is its title if that is known. No paragraphs when there is no
/// article.
FoundArticle find_article(const HtmlTree& tree, const std::string& title);

/// The paragraphs of the page that make up `wanted`, a text that may have lost its paragraphs. None
/// when the page does not hold most of the text.
std::vector<std::string> find_text(const HtmlTree& tree, std::string_view wanted);

}  // namespace dateline::indexing
