// SPDX-License-Identifier: GPL-2.0-or-later
#include "coverage.h"

#include <algorithm>
#include <cmath>

namespace dateline {
namespace {

constexpr Timestamp kDay = 86'400;
constexpr std::size_t kWeek = 7;
constexpr std::size_t kWeeks = 8;         // looked at before and after a day
constexpr std::size_t kLongSilence = 28;  // days
constexpr double kLeastShare = 0.25;      // of what is expected
constexpr double kLeastProbability = 1e-4;
constexpr double kManyADay = 5;

/// Days of stretches without any article that last for weeks.
std::vector<bool> silent_days(const std::vector<std::uint32_t>& counts) {
  std::vector<bool> silent(counts.size());
  for (std::size_t begin = 0; begin < counts.size();) {
    std::size_t end = begin;
    while (end < counts.size() && counts[end] == 0) ++end;
    if (end - begin >= kLongSilence)
      std::fill(silent.begin() + static_cast<std::ptrdiff_t>(begin),
                silent.begin() + static_cast<std::ptrdiff_t>(end), true);
    begin = end + 1;
  }
  return silent;
}

double median(std::vector<std::uint32_t>& values) {
  if (values.empty()) return 0;
  const std::size_t half = values.size() / 2;
  std::ranges::sort(values);
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0;
}

/// What a day usually has, by the same weekday around it.
double usual_count(const std::vector<std::uint32_t>& counts, const std::vector<bool>& silent,
                   std::size_t day) {
  std::vector<std::uint32_t> others;
  std::size_t taken = 0;
  for (std::size_t at = day; at >= kWeek && taken < kWeeks;) {
    at -= kWeek;
    if (silent[at]) continue;
    others.push_back(counts[at]);
    ++taken;
  }
  taken = 0;
  for (std::size_t at = day + kWeek; at < counts.size() && taken < kWeeks; at += kWeek) {
    if (silent[at]) continue;
    others.push_back(counts[at]);
    ++taken;
  }
  return median(others);
}

/// Whether the days from `begin` to `end` are a gap; `short_days` of them have too few.
bool is_gap(std::uint64_t found, double expected, std::size_t short_days) {
  if (poisson_tail(found, expected) >= kLeastProbability) return false;
  return short_days >= 2 || (found == 0 && expected >= kManyADay);
}

}  // namespace

double poisson_tail(std::uint64_t count, double expected) {
  double term = std::exp(-expected), sum = term;
  for (std::uint64_t k = 1; k <= count; ++k) {
    term *= expected / static_cast<double>(k);
    sum += term;
  }
  return std::min(sum, 1.0);
}

std::vector<CoverageGap> coverage_gaps(const std::vector<std::uint32_t>& counts, Timestamp begin) {
  const std::vector<bool> silent = silent_days(counts);
  std::vector<CoverageGap> gaps;
  struct Run {
    std::size_t first = 0, last = 0, days = 0;
    std::uint64_t found = 0;
    double expected = 0;
  } run;
  const auto close = [&] {
    if (run.days > 0 && is_gap(run.found, run.expected, run.days))
      gaps.push_back({begin + static_cast<Timestamp>(run.first) * kDay,
                      begin + static_cast<Timestamp>(run.last + 1) * kDay, run.found,
                      run.expected});
    run = {};
  };
  for (std::size_t day = 0; day < counts.size(); ++day) {
    const double usual = usual_count(counts, silent, day);
    if (usual == 0 && counts[day] == 0) continue;  // as every such day: it ends no gap
    if (counts[day] >= kLeastShare * usual) {
      close();
      continue;
    }
    if (run.days == 0) run.first = day;
    run.last = day;
    ++run.days;
    run.found += counts[day];
    run.expected += usual;
  }
  close();
  return gaps;
}

Share wilson_share(std::uint64_t count, std::uint64_t total) {
  constexpr double z = 1.959963984540054;  // of 95 %
  const double n = static_cast<double>(total), p = static_cast<double>(count) / n;
  const double scale = 1 + z * z / n, middle = (p + z * z / (2 * n)) / scale;
  const double reach = z / scale * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {p, count == 0 ? 0 : std::max(0.0, middle - reach),
          count == total ? 1 : std::min(1.0, middle + reach)};
}

}  // namespace dateline
