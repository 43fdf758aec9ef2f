// SPDX-License-Identifier: GPL-2.0-or-later
// Facets and timelines: counts over the documents of a search, from the columns. But first:source
// counts stories (first_sources.h). Exact: every
// count is the number of articles a search with that filter finds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "request/search_request.h"
#include "results/results.h"
#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// Counts of one search. Both arguments must outlive it.
class FacetCounter {
 public:
  FacetCounter(const DocSet& documents, Snapshot& snapshot)
      : documents_(documents), snapshot_(snapshot) {}

  Facet facet(const FacetRequest& request);
  /// `held`: the articles of the same filters, whatever the query. The periods are those from
  /// `after` to before `before`, or between the first and the last article found where a bound is
  /// missing.
  Timeline timeline(Period period, const DocSet& held, std::optional<Timestamp> after,
                    std::optional<Timestamp> before);

 private:
  /// How many documents, by the first second of each period that has any; ascending.
  using PeriodCounts = std::vector<std::pair<Timestamp, std::uint64_t>>;

  const std::vector<std::uint32_t>& days();
  PeriodCounts periods(Period period, std::uint64_t& missing);
  Facet dates(const FacetRequest& request, Period period);
  Facet codes(const FacetRequest& request, schema::FieldId field);
  Facet terms(const FacetRequest& request, schema::FieldId field);
  Facet firsts(const FacetRequest& request);

  const DocSet& documents_;
  Snapshot& snapshot_;
  std::vector<std::uint32_t> days_;  // by code; counted once for all periods that are asked for
};

}  // namespace dateline::searching
