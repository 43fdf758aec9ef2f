// SPDX-License-Identifier: GPL-2.0-or-later
#include "stem_dictionary.h"

#include <fmt/format.h>

#include <algorithm>

#include "glass_format.h"

namespace dateline {

std::string stem_key(std::string_view language, std::string_view stem) {
  return fmt::format("{}stem {} {}", glass::kUserMetadata, language, stem);
}

std::vector<std::string_view> words_of_stem(std::string_view tag) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < tag.size();) {
    const std::size_t end = std::min(tag.find('\n', begin), tag.size());
    words.push_back(tag.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

std::string stem_tag(std::vector<std::string_view> words) {
  std::ranges::sort(words);
  const auto repeated = std::ranges::unique(words);
  words.erase(repeated.begin(), repeated.end());
  return fmt::format("{}", fmt::join(words, "\n"));
}

}  // namespace dateline
