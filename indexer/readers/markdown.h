// SPDX-License-Identifier: GPL-2.0-or-later
// Markdown to plain text: what a reader would see, block by block. Used by the Markdown reader.
// The parsing is md4c's; front matter is not its business.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

struct MarkdownBlock {
  std::string text;  // a list or a table has a line an item
  bool heading = false;
};

std::vector<MarkdownBlock> markdown_blocks(std::string_view markdown);

}  // namespace dateline::indexing
