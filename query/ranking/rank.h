// SPDX-License-Identifier: GPL-2.0-or-later
// rank: the second step of a search. It orders matched documents by relevance (score) and reranks
// the best of them, or orders them by date. Used by the searcher. It never changes what matches.
#pragma once

#include <cstdint>
#include <vector>

#include "language/query.h"
#include "matching/match.h"
#include "request/deadline.h"
#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

struct RankedDocument {
  std::uint32_t number = 0;
  double score = 0;
};

struct ExpansionTerm;  // query_expansion.h

/// The best `count` of `documents` by score, then newest, then id; a document without a date
/// comes after those with one. `matcher` has matched `query`. Two stages: BM25 (bm25.h) for all,
/// then reranking of the best by the positions and forms of their words (rerank.h). With
/// `expansion`, words of the best add to the scores, and are returned there (query_expansion.h).
std::vector<RankedDocument> rank_by_relevance(const Query& query, const Matcher& matcher,
                                              const DocSet& documents, std::size_t count,
                                              Snapshot& snapshot, Deadline& deadline,
                                              std::vector<ExpansionTerm>* expansion = nullptr);

enum class DateOrder { newest, oldest };

/// The first `count` of `documents` by date, then id; those without a date come last.
std::vector<RankedDocument> rank_by_date(const DocSet& documents, DateOrder order,
                                         std::size_t count, Snapshot& snapshot);

}  // namespace dateline::searching
