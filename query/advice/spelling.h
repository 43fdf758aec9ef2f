// SPDX-License-Identifier: GPL-2.0-or-later
// Spelling: the words of the index that are written nearly like another, and how easily the one is
// typed or heard for the other. Used by suggest.cc, which weighs them with the rest of the query;
// what is searched never depends on it.
#pragma once

#include <xapian.h>

#include <string>
#include <string_view>
#include <vector>

#include "request/deadline.h"

namespace dateline::searching {

/// Inserted, left out, changed and swapped characters that lead from one to the other (optimal
/// string alignment); `limit` + 1 where there are more than `limit`. UTF-8.
std::size_t edit_distance(std::string_view from, std::string_view to, std::size_t limit);

/// The same in parts of an edit: swapped and doubled letters, neighbours on the keyboard, other
/// vowels and letters that sound alike cost less than 1, a wrong first letter costs more.
double misspelling_cost(std::string_view meant, std::string_view written);

struct NearWord {
  std::string word;
  Xapian::doccount articles = 0;  // that have it
};

/// Terms behind `prefix` that are 1 edit from `word` (folded), or 2 for words of five letters or
/// more that begin with the same one; none for words shorter than three. By name. Looks at the part
/// of the term list that can hold them, not at all of it.
std::vector<NearWord> near_words(const Xapian::Database& database, std::string_view prefix,
                                 std::string_view word, Deadline& deadline);

}  // namespace dateline::searching
