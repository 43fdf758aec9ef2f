// SPDX-License-Identifier: GPL-2.0-or-later
// FrontMatter: the block of keys and values at the beginning of Markdown files of site generators:
// YAML between "---", TOML between "+++", or a JSON object. Used by the Markdown reader.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dateline::indexing {

struct FrontMatter {
  /// Values as written. Lists are joined by ", ". A nested key has the outer key before it:
  /// "params.author". A person or the like is its name.
  std::vector<std::pair<std::string, std::string>> values;
  std::size_t size = 0;  // bytes of the block with its fences
};

/// Absent when `text` does not begin with a complete block.
std::optional<FrontMatter> read_front_matter(std::string_view text);

}  // namespace dateline::indexing
