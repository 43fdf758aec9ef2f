// SPDX-License-Identifier: GPL-2.0-or-later
// HTML as plain paragraphs: what a reader of the page would read aloud, and nothing of how it
// looks. Used by every reader that meets HTML, in feeds, agency files, Markdown and pages. It does
// not tell an article from what is around it: that is html_article.h.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

struct GumboInternalNode;

namespace dateline::indexing {

/// Text of a part of a page or a whole one, in UTF-8: paragraphs separated by an empty line, a line
/// break as such, items of a list behind "- ", rows of a table a line each. Scripts, styles,
/// frames, forms' fields and hidden elements are left out.
std::string html_to_text(std::string_view html);

struct HtmlParagraph {
  std::string text;
  std::size_t linked = 0;                    // bytes of the text that are a link's
  const GumboInternalNode* block = nullptr;  // the innermost block it begins in
};

/// The paragraphs of an element, without those of the elements below it that `left_out` names.
std::vector<HtmlParagraph> html_paragraphs(
    const GumboInternalNode& element,
    const std::function<bool(const GumboInternalNode&)>& left_out);

}  // namespace dateline::indexing
