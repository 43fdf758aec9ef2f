// SPDX-License-Identifier: GPL-2.0-or-later
// The markup of a page limited before it is parsed: without what is never text (scripts, styles,
// comments, pictures in SVG), no deeper than a parser can bear, and without the formatting tags
// whose repair could make a small page grow beyond measure. Used by html_tree.cc; it reads no tag's
// meaning.
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
