// SPDX-License-Identifier: GPL-2.0-or-later
// Limits the markup of a page before it is parsed. It drops parts that are never text (scripts,
// styles, comments, SVG), limits the depth, and drops formatting tags, because the parser's repair
// of them could make a small page grow without bound. Used by html_tree.cc. It does not interpret
// tags.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

struct LimitedMarkup {
  std::string html;
  std::vector<std::string> json_ld;  // the contents of its <script type="application/ld+json">
};

/// `html` is UTF-8. Linear in its length; the result is no longer, and its elements are nested
/// less than a thousand deep however it is parsed.
LimitedMarkup limit_markup(std::string_view html);

}  // namespace dateline::indexing
