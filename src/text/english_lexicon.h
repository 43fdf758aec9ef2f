// SPDX-License-Identifier: GPL-2.0-or-later
// english_lexicon: what is known of English words, as text: made by english/make_lexicon when the
// programs are built. Each is lines in the order of their first word. Only english_words.cc reads
// them.
#pragma once

#include <string_view>

namespace dateline::english {

/// "walk nv": the classes a dictionary form has: noun, verb, adjective, adverb (r), name (p: only
/// ever written with a capital).
extern const std::string_view kLexicon;
/// "went go v": form, lemma, class.
extern const std::string_view kIrregularForms;
/// "go went v": lemma, form, class.
extern const std::string_view kIrregularLemmas;
/// "housing own": word, list (english/words.tsv).
extern const std::string_view kListedWords;

}  // namespace dateline::english
