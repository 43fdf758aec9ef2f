// SPDX-License-Identifier: GPL-2.0-or-later
// Batch: many queries in one go, for evaluations: a TREC run of them, or with judgments the
// measures of the ranking, alone or beside a saved run. Runs each topic as a search of its own.
#pragma once

#include <iosfwd>
#include <string>

#include "search/searcher.h"

namespace dateline::searching {

/// Hits of each topic, where nothing else is asked for: as deep as the measures look.
inline constexpr std::uint64_t kBatchDepth = 1000;

struct BatchRequest {
  std::string topics, qrels, compare;  // files; empty = none
  bool per_query = false;
  SearchRequest search;  // all but the text
};

struct BatchReport {
  std::size_t left_out = 0;  // lines and topics, each with a line on `complaints`
};

/// Without qrels a run on `out`, else a table of measures. Throws Error where a file cannot be
/// read or holds nothing.
BatchReport run_batch(const BatchRequest& request, Searcher& searcher, std::ostream& out,
                      std::ostream& complaints);

}  // namespace dateline::searching
