// SPDX-License-Identifier: GPL-2.0-or-later
// How long queries take inside a process. Each class is run once to warm up, then five times; a
// query's figure is the median of its runs, so that what else the machine does shows little, and
// the percentiles are over the queries. What is slow is cut off: a class may take so many seconds.
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
