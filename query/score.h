// SPDX-License-Identifier: GPL-2.0-or-later
// score: what the words of a query weigh in each of its documents, by BM25 (bm25.h), summed up
// term by term over whole posting lists. Used by rank, which orders the documents.
#pragma once

#include <span>

#include "deadline.h"
#include "doc_set.h"
#include "match.h"
#include "query.h"
#include "snapshot.h"

namespace dateline {

/// True when something in the query gives a score: otherwise relevance means newest first.
bool has_score(const Query& query);

/// Adds to `scores`, which go by document and have an entry for each, those of `documents`.
/// `matcher` has matched `query`. A word counts where it and the alternatives it stands in match;
/// all words of a wildcard together count as one word, an alternative that is there n times counts
/// n times.
void add_scores(const Query& query, const Matcher& matcher, const DocSet& documents,
                Snapshot& snapshot, Deadline& deadline, std::span<double> scores);

}  // namespace dateline
