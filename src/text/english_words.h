// SPDX-License-Identifier: GPL-2.0-or-later
// english_words: which words of an archive are inflected forms of an English word: plurals, forms
// of verbs, degrees of adjectives, regular or not. Nothing is derived: "execution" is no form of
// "execute". It decides by a lexicon, and by the archive's own words where that knows none. Used by
// Inflections; reads no index.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dateline {

/// In how many articles a folded word stands; 0 = in none.
using WordFrequency = std::function<double(std::string_view word)>;

/// A dictionary form, of one class of words: n, v, a, r, or x for a word without other forms.
struct EnglishLemma {
  std::string word;
  char word_class = 'x';
  auto operator<=>(const EnglishLemma&) const = default;
};

/// What a folded word is a form of; at least one, ascending.
std::vector<EnglishLemma> english_lemmas(std::string_view word, const WordFrequency& frequency);

/// What it stands for when it is typed: as above, but "arms" is not a plural of "arm".
std::vector<EnglishLemma> typed_english_lemmas(std::string_view word,
                                               const WordFrequency& frequency);

/// The forms of a typed word that the archive holds, and the word itself in any case; it is first,
/// the others ascend.
std::vector<std::string> english_forms(std::string_view word, const WordFrequency& frequency);

/// Whether `word` is a form of a typed word.
bool is_english_form(std::string_view word, std::string_view typed, const WordFrequency& frequency);

}  // namespace dateline
