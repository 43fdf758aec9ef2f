// SPDX-License-Identifier: GPL-2.0-or-later
// Freshness: relevance times a factor that halves with age, for --sort fresh. Takes its scores from
// rank.h and changes nothing of what matches.
#pragma once

#include <cstdint>
#include <vector>

#include "article.h"
#include "rank.h"
#include "request/search_request.h"

namespace dateline::searching {

/// Ages count from the newest article of the archive, or from `now` where that is before it: in an
/// archive that ended long ago the last articles are the fresh ones, and a date in the future is as
/// good as today's.
Timestamp newest_date(Snapshot& snapshot, Timestamp now);

double fresh_factor(std::int64_t date, Timestamp newest, const Freshness& freshness);

/// The best `count` of `documents` by score times factor, then newest, then as rank_by_relevance
/// has them; its arguments are these. The score of the result is the product.
std::vector<RankedDocument> rank_by_freshness(const Query& query, const Matcher& matcher,
                                              const DocSet& documents, std::size_t count,
                                              const Freshness& freshness, Timestamp now,
                                              Snapshot& snapshot, Deadline& deadline,
                                              std::vector<ExpansionTerm>* expansion);

}  // namespace dateline::searching
