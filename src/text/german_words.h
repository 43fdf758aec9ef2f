// SPDX-License-Identifier: GPL-2.0-or-later
// german_words: what the German stemmer gets wrong: strong verbs, whose forms it does not join, and
// persons in -er and adjectives in -lich, which it joins with what they are derived from. Used by
// LanguageForms; reads no index.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "inflection_dictionary.h"

namespace dateline {

/// The forms of a strong verb, folded and ascending; empty where the folded word is no form of one.
std::vector<std::string> strong_verb_forms(std::string_view folded);

/// Whether one of two folded words of the same stem is derived from the other: "Politiker" from
/// "Politik". The dictionary (of German, or nullptr) knows what is a word of its own.
bool is_german_derivation(std::string_view a, std::string_view b,
                          const InflectionDictionary* dictionary);

}  // namespace dateline
