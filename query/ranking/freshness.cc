// SPDX-License-Identifier: GPL-2.0-or-later
#include "freshness.h"

#include <algorithm>
#include <cmath>

namespace dateline::searching {

Timestamp newest_date(Snapshot& snapshot, Timestamp now) {
  const std::vector<std::int64_t>& dates = snapshot.numbers(schema::FieldId::date).values;
  const std::int64_t newest = std::ranges::max(dates);
  return newest == NumberColumn::kAbsent ? now : std::min(newest, now);
}

double fresh_factor(std::int64_t date, Timestamp newest, const Freshness& freshness) {
  if (date == NumberColumn::kAbsent) return freshness.floor;
  constexpr double kSecondsADay = 86'400;
  const double age = std::max(0.0, static_cast<double>(newest - date) / kSecondsADay);
  return freshness.floor + (1 - freshness.floor) * std::exp2(-age / freshness.half_life);
}

std::vector<RankedDocument> rank_by_freshness(const Query& query, const Matcher& matcher,
                                              const DocSet& documents, std::size_t count,
                                              const Freshness& freshness, Timestamp now,
                                              Snapshot& snapshot, Deadline& deadline,
                                              std::vector<ExpansionTerm>* expansion) {
  const std::vector<std::int64_t>& dates = snapshot.numbers(schema::FieldId::date).values;
  const Timestamp newest = newest_date(snapshot, now);
  const std::size_t total = documents.count();
  count = std::min(count, total);
  constexpr std::size_t kAtFirst = 1000;
  for (std::size_t wanted = std::max(kAtFirst, 2 * count);; wanted *= 8) {
    std::vector<RankedDocument> ranked =
        rank_by_relevance(query, matcher, documents, wanted, snapshot, deadline, expansion);
    // No factor is above 1: the documents behind these have at most this score.
    const double behind = ranked.size() < total && !ranked.empty() ? ranked.back().score : -1;
    for (RankedDocument& document : ranked)
      document.score *= fresh_factor(dates[document.number], newest, freshness);
    std::ranges::stable_sort(ranked, [&](const RankedDocument& a, const RankedDocument& b) {
      return a.score != b.score ? a.score > b.score : dates[a.number] > dates[b.number];
    });
    if (ranked.size() < total && (count == 0 || ranked[count - 1].score <= behind)) continue;
    ranked.resize(std::min(count, ranked.size()));
    return ranked;
  }
}

}  // namespace dateline::searching
