// SPDX-License-Identifier: GPL-2.0-or-later
// bm25_scorer: the score of each document of a query by BM25 (bm25.h). It adds up the weights of
// the query's words, term by term over whole posting lists. Used by rank, which orders the
// documents.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "language/query.h"
#include "matching/match.h"
#include "request/deadline.h"
#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// True where a part of the query gives a score. Without one, relevance means newest first.
bool has_score(const Query& query);

/// Adds the scores of `documents` to `scores`, which has an entry for each document of the index.
/// `matcher` has matched `query`. A word counts where it and the alternatives that hold it match.
/// All words of a wildcard together count as one word. An alternative that is written n times
/// counts n times.
void add_scores(const Query& query, const Matcher& matcher, const DocSet& documents,
                Snapshot& snapshot, Deadline& deadline, std::span<double> scores);

/// The postings of a query of one word, and the word's weight. A document scores
/// `weight * saturation(tf, norm)` (bm25.h).
struct OneWord {
  std::span<const Posting> postings;  // kept by the Matcher
  double weight = 0;
};

/// Nothing where the query is not one word, or the matcher has not kept the postings
/// of exactly its `documents` documents.
std::optional<OneWord> one_word(const Query& query, const Matcher& matcher, std::size_t documents,
                                const Snapshot& snapshot);

}  // namespace dateline::searching
