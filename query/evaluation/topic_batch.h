// SPDX-License-Identifier: GPL-2.0-or-later
// Batch: runs many queries for an evaluation. It prints a TREC run, or with judgments the measures
// of the ranking, alone or beside a saved run. Each topic is a search of its own. Used by main.cc.
#pragma once

#include <iosfwd>
#include <string>

#include "search/searcher.h"

namespace dateline::searching {

/// The default number of hits for each topic: the depth of the measures.
inline constexpr std::uint64_t kBatchDepth = 1000;

struct BatchRequest {
  std::string topics, qrels, compare;  // files; empty = none
  bool per_query = false;
  SearchRequest search;  // everything but the text
};

struct BatchReport {
  std::size_t left_out = 0;  // lines and topics, each with a line on `complaints`
};

/// Prints a run on `out`, or with qrels a table of measures. Throws Error when a file cannot be
/// read or is empty.
BatchReport run_batch(const BatchRequest& request, Searcher& searcher, std::ostream& out,
                      std::ostream& complaints);

}  // namespace dateline::searching
