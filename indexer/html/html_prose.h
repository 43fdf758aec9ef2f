// SPDX-License-Identifier: GPL-2.0-or-later
// Paragraphs of a page by their words alone: what ends like a sentence, what is a label before or
// behind a text, what says the same twice. Used by html_article.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "html_text.h"
#include "html_tree.h"

namespace dateline::indexing {

inline constexpr std::size_t kLongParagraph = 60;  // bytes that make a paragraph more than a label

inline bool is_heading(GumboTag tag) { return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6; }

/// Letters and digits only, ASCII ones in lower case: what two spellings of a line share.
std::string letters_of(std::string_view text);
bool ends_sentence(std::string_view text);

/// Drops labels before the first paragraph and behind the last; short sentences stay.
void trim_ends(std::vector<HtmlParagraph>& found);
/// Drops pulled quotes, and a run of paragraphs that only repeats the run before it.
void drop_repeated(std::vector<HtmlParagraph>& found);

}  // namespace dateline::indexing
