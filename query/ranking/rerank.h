// SPDX-License-Identifier: GPL-2.0-or-later
// The second stage of ranking: the best documents of the first once more, by what is too dear to
// look at everywhere: words in the form and the case they were typed in, and words next to each
// other as in the query (after Metzler and Croft, "A Markov random field model for term
// dependencies", 2005, and Rasolofo and Savoy's use of BM25 for pairs, 2003). Only adds to scores.
// Used by rank.
#pragma once

#include <vector>

#include "language/query.h"
#include "rank.h"
#include "request/deadline.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// How many documents are looked at again, however long the page, so that pages continue each
/// other.
inline constexpr std::size_t kRerankWindow = 100;
// Parts of what the word itself weighs; measured as in bm25.h.
inline constexpr double kWrittenWeight = 0.1, kPairWeight = 0.2;

/// Adds to the scores of the first kRerankWindow of `ranked`; leaves the order to the caller. Only
/// plain words count, those of one group as a sequence. Documents that cannot come among the first
/// `count` in the end may get less than their due, which is not looked for then.
void rerank(const Query& query, std::vector<RankedDocument>& ranked, std::size_t count,
            Snapshot& snapshot, Deadline& deadline);

}  // namespace dateline::searching
