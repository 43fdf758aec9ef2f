// SPDX-License-Identifier: GPL-2.0-or-later
// Spellings: the ways to write one word: with its signs, in the letters of other countries, in
// several parts. Both flows use it, so that a word written in parts has the term in the index that
// a search looks up. Inflections are not spellings.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer.h"

namespace dateline {

/// A word with the signs that belong to it: "c++", "$5", ".net"; empty where it has none.
std::string signed_word(const Token& token);

/// The words that a reader may have typed for the same name: "muenster" for "münster", "münster"
/// for "muenster", "aarhus" for "århus". Each is a folded or an accented form.
std::vector<std::string> other_spellings(std::string_view folded, std::string_view accented);

/// Whether a token and the one before it may be written as one word: both words, or a letter and a
/// number, behind a hyphen; the O of O'Leary; initials; words around "&".
bool may_join(std::string_view before, const Token& token);
/// What stays between the two in that word: "&" of "R & D", else nothing.
std::string_view sign_between(const Token& token);

/// How many syllables at the end of a Korean word are a particle: 1 of "금리가", 2 of "서울에서".
/// None where the rest is short or the syllable may as well belong to the noun.
std::size_t korean_particle(const std::vector<std::string_view>& syllables);

/// The term of a word written in `parts` parts.
std::string joined_term(bool title, std::size_t parts, std::string_view word);

}  // namespace dateline
