// SPDX-License-Identifier: GPL-2.0-or-later
// english_lexicon: what is known of English words, as text: made by english/make_lexicon when the
// programs are built. Each is lines in the order of their first word. Only english_words.cc reads
// them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace dateline::english {

/// Lines, and where each begins: a search for one compares and does not scan.
struct Table {
  std::string_view text;
  std::span<const std::uint32_t> lines;
};

/// "walk nv": the classes a dictionary form has: noun, verb, adjective, adverb (r), name (p: only
/// ever written with a capital).
extern const Table kLexicon;
/// "went go v": form, lemma, class.
extern const Table kIrregularForms;
/// "go went v": lemma, form, class.
extern const Table kIrregularLemmas;
/// "housing own": word, list (english/words.tsv).
extern const Table kListedWords;

}  // namespace dateline::english
