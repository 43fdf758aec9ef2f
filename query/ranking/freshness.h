// SPDX-License-Identifier: GPL-2.0-or-later
// Freshness: relevance times a factor that halves with age, for --sort fresh. Used by the searcher.
// It takes its scores from rank.h and does not change what matches.
#pragma once

#include <cstdint>
#include <vector>

#include "article.h"
#include "rank.h"
#include "request/search_request.h"

namespace dateline::searching {

/// The date from which ages count: that of the archive's newest article, or `now` if that is
/// earlier. So the last articles of an archive that ended long ago are fresh, and a date in the
/// future is no fresher than today's.
Timestamp newest_date(Snapshot& snapshot, Timestamp now);

double fresh_factor(std::int64_t date, Timestamp newest, const Freshness& freshness);

/// The best `count` of `documents` by score times factor, then newest, then in the order of
/// rank_by_relevance (see there for the arguments). The score of the result is the product.
std::vector<RankedDocument> rank_by_freshness(const Query& query, const Matcher& matcher,
                                              const DocSet& documents, std::size_t count,
                                              const Freshness& freshness, Timestamp now,
                                              Snapshot& snapshot, Deadline& deadline,
                                              std::vector<ExpansionTerm>* expansion);

}  // namespace dateline::searching
