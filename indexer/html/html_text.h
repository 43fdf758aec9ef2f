// SPDX-License-Identifier: GPL-2.0-or-later
// HTML as plain paragraphs, without its layout. Used by every reader of HTML in feeds, agency
// files, Markdown and pages. It does not separate an article from the rest of a page;
// article_extractor.h does.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

struct GumboInternalNode;

namespace dateline::indexing {

/// The text of a page or a part of one, in UTF-8. Paragraphs are separated by an empty line, line
/// breaks stay, items of a list begin with "- ", and each row of a table is a line. Scripts,
/// styles, frames, forms' fields and hidden elements are left out.
std::string html_to_text(std::string_view html);

struct HtmlParagraph {
  std::string text;
  std::size_t linked = 0;                    // bytes of the text that belong to links
  const GumboInternalNode* block = nullptr;  // the innermost block it begins in
};

/// The paragraphs of an element, without those of the elements in `left_out`.
std::vector<HtmlParagraph> html_paragraphs(
    const GumboInternalNode& element,
    const std::function<bool(const GumboInternalNode&)>& left_out);

}  // namespace dateline::indexing
