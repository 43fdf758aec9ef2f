// SPDX-License-Identifier: GPL-2.0-or-later
// Measures the time of queries inside a process. Each class runs once to warm up, then five times.
// The figure of a query is the median of its runs, so that other load matters little; the
// percentiles are over the queries. A class stops after a number of seconds.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "query_file.h"

namespace dateline::bench {

/// Prints a line a class: program, mode, class, queries measured, p50, p95, p99 in microseconds,
/// sum of what `run` returned for them (articles found), with tabs between.
void print_latencies(const std::string& program, const std::string& mode,
                     const std::vector<BenchQuery>& queries, double seconds_a_class,
                     const std::function<std::uint64_t(const BenchQuery&)>& run);

}  // namespace dateline::bench
