// SPDX-License-Identifier: GPL-2.0-or-later
// The dictionary of stems in a segment: which words of the articles in a language have a stem. Each
// stem is an entry of user metadata in the postlist table. Written by inverter, joined by
// glass_merge, read by IndexReader. Knows no stemmer, and not which words of it still occur.
//
// The key is kUserMetadata, "stem ", the language, a space, the stem; the tag holds the words,
// ascending, with a line feed between two.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dateline {

/// Words of more bytes have no stem here: their keys might be too long.
inline constexpr std::size_t kMostStemmedBytes = 80;

/// The key of a stem in a language (ISO 639-1).
std::string stem_key(std::string_view language, std::string_view stem);

std::vector<std::string_view> words_of_stem(std::string_view tag);
/// `words`: in any order; may repeat.
std::string stem_tag(std::vector<std::string_view> words);

}  // namespace dateline
