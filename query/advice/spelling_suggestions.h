// SPDX-License-Identifier: GPL-2.0-or-later
// Spelling suggestions: words of a query that are in no article, or in far fewer articles than a
// word of similar spelling, with the words that may be meant. For notes and hints. It changes no
// search unless the user asks for that (--correct).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "language/query.h"
#include "request/deadline.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

struct Misspelling {
  const Query* leaf = nullptr;           // the word or value of the query
  std::size_t begin = 0, end = 0;        // of the leaf's text, in bytes
  std::string word;                      // as written
  std::string field;                     // of a value or of a byline's word; empty: of the text
  std::uint64_t articles = 0;            // that have the word
  std::vector<std::string> suggestions;  // likeliest first; none is possible where `articles` is 0
};

/// The likelihood of a suggestion (a noisy channel) depends on its document frequency, on
/// misspelling_cost, and on how much more often than by chance it shares an article with each other
/// word of the query. Throws Error at `deadline`.
std::vector<Misspelling> find_misspellings(const Query& query, Snapshot& snapshot,
                                           Deadline& deadline);

/// The query with each misspelling replaced by its suggestion `choice`, or by its last one where
/// there are fewer.
Query corrected(const Query& query, const std::vector<Misspelling>& misspellings,
                std::size_t choice = 0);

}  // namespace dateline::searching
