// SPDX-License-Identifier: GPL-2.0-or-later
// Spelling: the words of the index that differ from a word by a few edits, and how likely each edit
// is as a misspelling. Used by spelling_suggestions, which weighs the words with the rest of the
// query. Changes no search.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "request/deadline.h"
#include "snapshot/index_reader.h"

namespace dateline::searching {

/// The number of edits between two words (optimal string alignment): characters inserted, left out,
/// changed, or swapped with their neighbour. `limit` + 1 where it is more than `limit`. UTF-8.
std::size_t edit_distance(std::string_view from, std::string_view to, std::size_t limit);

/// A weighted edit distance. Edits that are common in misspellings cost less than 1: swapped and
/// doubled letters, neighbours on the keyboard, other vowels, letters that sound alike. A wrong
/// first letter costs more.
double misspelling_cost(std::string_view meant, std::string_view written);

struct NearWord {
  std::string word;
  std::uint32_t articles = 0;  // its document frequency
};

/// The words of the terms with `prefix` that are 1 edit from `word` (folded), or 2 edits where
/// `word` has five letters or more and the first letter is the same. None where `word` is shorter
/// than three letters. Sorted. Reads only the parts of the term list that can hold them.
std::vector<NearWord> near_words(const IndexReader& index, std::string_view prefix,
                                 std::string_view word, Deadline& deadline);

}  // namespace dateline::searching
