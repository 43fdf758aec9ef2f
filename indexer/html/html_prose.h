// SPDX-License-Identifier: GPL-2.0-or-later
// Judges paragraphs of a page by their words alone: sentences, labels before or after a text,
// repetitions. Used by article_extractor.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "html_text.h"
#include "html_tree.h"

namespace dateline::indexing {

inline constexpr std::size_t kLongParagraph = 60;  // bytes; a shorter paragraph may be a label

inline bool is_heading(GumboTag tag) { return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6; }

/// The letters and digits of a line, ASCII ones in lower case, for comparing lines.
std::string letters_of(std::string_view text);
bool ends_sentence(std::string_view text);

/// Drops labels before the first paragraph and after the last. Short sentences stay.
void trim_ends(std::vector<HtmlParagraph>& found);
/// Drops pull quotes, and a run of paragraphs that repeats the run before it.
void drop_repeated(std::vector<HtmlParagraph>& found);

}  // namespace dateline::indexing
