// SPDX-License-Identifier: GPL-2.0-or-later
#include "latency.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace dateline::bench {
namespace {

constexpr std::size_t kRuns = 5;

/// The wall's, or with BENCH_CLOCK=cpu what this thread has used, which others disturb less.
clockid_t chosen_clock() {
  const char* const kind = std::getenv("BENCH_CLOCK");
  return kind != nullptr && std::string_view(kind) == "cpu" ? CLOCK_THREAD_CPUTIME_ID
                                                            : CLOCK_MONOTONIC;
}

double microseconds(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// The value below which `share` of the sorted values lie.
double percentile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(std::lround(place))];
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return percentile(values, 0.5);
}

}  // namespace

void print_latencies(const std::string& program, const std::string& mode,
                     const std::vector<BenchQuery>& queries, double seconds_a_class,
                     const std::function<std::uint64_t(const BenchQuery&)>& run) {
  const clockid_t clock = chosen_clock();
  for (auto begin = queries.begin(); begin != queries.end();) {
    const auto end = std::find_if(
        begin, queries.end(), [&](const BenchQuery& query) { return query.kind != begin->kind; });
    const auto count = static_cast<std::size_t>(end - begin);
    const double start = microseconds(clock);
    const auto over = [&] { return microseconds(clock) - start > seconds_a_class * 1e6; };
    std::vector<std::vector<double>> times(count);
    std::vector<std::uint64_t> totals(count);
    for (std::size_t round = 0; round <= kRuns; ++round)
      for (std::size_t i = 0; i < count && !over(); ++i) {
        const double began = microseconds(clock);
        totals[i] = run(begin[static_cast<std::ptrdiff_t>(i)]);
        // A first run counts where there is no time for another.
        if (round == 1) times[i].clear();
        times[i].push_back(microseconds(clock) - began);
      }
    std::vector<double> figures;
    std::uint64_t found = 0;
    for (std::size_t i = 0; i < count && !times[i].empty(); ++i) {
      figures.push_back(median(times[i]));
      found += totals[i];
    }
    std::ranges::sort(figures);
    fmt::print("{}\t{}\t{}\t{}\t{:.1f}\t{:.1f}\t{:.1f}\t{}\n", program, mode, begin->kind,
               figures.size(), percentile(figures, 0.5), percentile(figures, 0.95),
               percentile(figures, 0.99), found);
    std::fflush(stdout);
    begin = end;
  }
}

}  // namespace dateline::bench
