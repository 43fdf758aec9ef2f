// SPDX-License-Identifier: GPL-2.0-or-later
// rerank: the second stage of ranking. It scores the best documents of the first stage by signals
// that are too slow for all documents: words in the form and the case they were typed in, and words
// next to each other as in the query (after Metzler and Croft, "A Markov random field model for
// term dependencies", 2005, and Rasolofo and Savoy's use of BM25 for pairs, 2003). Only adds to
// scores. Used by rank.
#pragma once

#include <vector>

#include "language/query.h"
#include "rank.h"
#include "request/deadline.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// The number of documents that are reranked. It does not depend on the page, so that pages
/// continue each other.
inline constexpr std::size_t kRerankWindow = 100;
// Factors of the word's own weight; measured as in bm25.h.
inline constexpr double kWrittenWeight = 0.1, kPairWeight = 0.2;

/// Adds to the scores of the first kRerankWindow of `ranked`; the caller orders them. Only plain
/// words count, the words of one group as a sequence. A document that cannot come among the first
/// `count` may get a part of its score only, to save time.
void rerank(const Query& query, std::vector<RankedDocument>& ranked, std::size_t count,
            Snapshot& snapshot, Deadline& deadline);

}  // namespace dateline::searching
