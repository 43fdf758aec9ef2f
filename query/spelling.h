// SPDX-License-Identifier: GPL-2.0-or-later
// Spelling: the words of the index that are written nearly like one that is not in it. For the
// hints of a search that found nothing; what is searched never depends on it.
#pragma once

#include <xapian.h>

#include <string>
#include <string_view>
#include <vector>

#include "deadline.h"

namespace dateline {

/// Inserted, left out, changed and swapped characters that lead from one to the other (optimal
/// string alignment); `limit` + 1 where there are more than `limit`. UTF-8.
std::size_t edit_distance(std::string_view from, std::string_view to, std::size_t limit);

/// Terms behind `prefix` that are 1 or 2 edits from `word` (folded; 1 for words of three or four
/// letters, none for shorter ones): nearest first, then most frequent, at most `count`.
std::vector<std::string> nearest_words(const Xapian::Database& database, std::string_view prefix,
                                       std::string_view word, std::size_t count,
                                       Deadline& deadline);

}  // namespace dateline
