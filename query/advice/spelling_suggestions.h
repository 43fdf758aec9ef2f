// SPDX-License-Identifier: GPL-2.0-or-later
// Slips: words of a query that are in no article, or in a few beside a frequent word written nearly
// so, and what may have been meant. For notes and hints; what is searched never depends on it
// unless the user asks for it (--correct).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "language/query.h"
#include "request/deadline.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

struct Misspelling {
  const Query* leaf = nullptr;           // of the query, a word or a value
  std::size_t begin = 0, end = 0;        // of the leaf's text, in bytes
  std::string word;                      // as written
  std::string field;                     // of a value or of a byline's word; empty: of the text
  std::uint64_t articles = 0;            // that have it
  std::vector<std::string> suggestions;  // likeliest first; none is possible where `articles` is 0
};

/// How likely a word was meant (a noisy channel): by how many articles have it, by
/// misspelling_cost, and by how often it shares an article with each of the query's other words,
/// beside chance. Throws Error at `deadline`.
std::vector<Misspelling> find_misspellings(const Query& query, Snapshot& snapshot,
                                           Deadline& deadline);

/// The query with suggestion `choice` (the last one, where there are fewer) in the place of each
/// misspelling that has any.
Query corrected(const Query& query, const std::vector<Misspelling>& misspellings,
                std::size_t choice = 0);

}  // namespace dateline::searching
