// SPDX-License-Identifier: GPL-2.0-or-later
// Converts Markdown to plain text, block by block (md4c). Used by the Markdown reader. It does not
// read front matter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

struct MarkdownBlock {
  std::string text;  // each item of a list and each row of a table is a line
  bool heading = false;
};

std::vector<MarkdownBlock> markdown_blocks(std::string_view markdown);

}  // namespace dateline::indexing
