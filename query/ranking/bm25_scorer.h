// SPDX-License-Identifier: GPL-2.0-or-later
// score: what the words of a query weigh in each of its documents, by BM25 (bm25.h), summed up
// term by term over whole posting lists. Used by rank, which orders the documents.
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

/// True when something in the query gives a score: otherwise relevance means newest first.
bool has_score(const Query& query);

/// Adds to `scores`, which go by document and have an entry for each, those of `documents`.
/// `matcher` has matched `query`. A word counts where it and the alternatives it stands in match;
/// all words of a wildcard together count as one word, an alternative that is there n times counts
/// n times.
void add_scores(const Query& query, const Matcher& matcher, const DocSet& documents,
                Snapshot& snapshot, Deadline& deadline, std::span<double> scores);

/// The postings of the documents of a query, and what its one word weighs: each scores
/// `weight * saturation(times, norm)` (bm25.h).
struct OneWord {
  std::span<const Posting> postings;  // kept by the Matcher
  double weight = 0;
};

/// Of a query whose `documents` are those of one word with one stem; nothing for others.
std::optional<OneWord> one_word(const Query& query, const Matcher& matcher, std::size_t documents,
                                const Snapshot& snapshot);

}  // namespace dateline::searching
