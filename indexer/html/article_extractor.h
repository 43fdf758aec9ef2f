// SPDX-License-Identifier: GPL-2.0-or-later
// The article on a page: which of its paragraphs are the text, by where they stand, how much of
// them is links, and what their elements are called. Knows the tree only; what a page says about
// itself is html_metadata.h, and the two meet in html_page.cc.
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
  bool title_stands_alone = false;     // the title is a line of the page, and no link
  std::size_t text_bytes = 0;          // of all the page, without what is hidden
  std::size_t linked_bytes = 0;        // of them, those of links
};

/// The article of a page, whose title is `title` if that is known. No paragraphs when there is
/// none.
FoundArticle find_article(const HtmlTree& tree, const std::string& title);

/// The paragraphs of `wanted`, a text that may have lost its own, as the page has them; none when
/// the page does not hold most of it.
std::vector<std::string> find_text(const HtmlTree& tree, std::string_view wanted);

}  // namespace dateline::indexing
