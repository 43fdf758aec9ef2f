// SPDX-License-Identifier: GPL-2.0-or-later
// The visible dates of a page that belong to its article: near the title, above the text, or in it.
// Dates of comments, teasers, mastheads and footers are left out. Used by html_page.cc and, for the
// date in a line, by html_metadata.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "html_tree.h"

namespace dateline::indexing {

/// The part of a line that is a date: "By Ann Quay | 6 May 2023 |" -> "6 May 2023". Numbers are
/// read in the order usual in `language`. Empty when there is none.
std::string date_in_line(std::string_view line, std::string_view language);

/// Lines that may hold the date of the article, the likeliest first. `heading` is the block of its
/// title, or null; `place` holds its text.
std::vector<std::string> visible_dates(const HtmlTree& tree, const GumboNode* heading,
                                       const GumboNode& place);

}  // namespace dateline::indexing
