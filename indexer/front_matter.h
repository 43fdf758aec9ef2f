// SPDX-License-Identifier: GPL-2.0-or-later
// FrontMatter: the block of keys and values a Markdown file may begin with, between "---" (YAML)
// or "+++" (TOML), as site generators write it: scalars, quoted and folded strings, lists. Used by
// the Markdown reader; not a full reader of either language.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dateline {

struct FrontMatter {
  std::vector<std::pair<std::string, std::string>> values;  // lists joined by ", "
  std::size_t size = 0;                                     // bytes of the block with its fences
};

/// Nothing when `text` does not begin with a whole block.
std::optional<FrontMatter> read_front_matter(std::string_view text);

}  // namespace dateline
