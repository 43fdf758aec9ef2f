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
constexpr double kMedianOfChiSquare = 0.4549;  // with one degree of freedom

using Counts = std::vector<std::uint32_t>;
using Days = std::vector<bool>;

/// Days of stretches without any article that last for weeks.
Days silent_days(const Counts& counts) {
  Days silent(counts.size());
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

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const std::size_t half = values.size() / 2;
  std::ranges::sort(values);
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// What a day usually has, by the same weekday around it, but for days left out. Of few articles
/// the median says little, so there it is the mean.
double usual_count(const Counts& counts, const Days& left_out, std::size_t day) {
  std::vector<double> others;
  double sum = 0;
  const auto take = [&](std::size_t at) {
    others.push_back(counts[at]);
    sum += counts[at];
  };
  std::size_t taken = 0;
  for (std::size_t at = day; at >= kWeek && taken < kWeeks;) {
    at -= kWeek;
    if (!left_out[at]) take(at), ++taken;
  }
  taken = 0;
  for (std::size_t at = day + kWeek; at < counts.size() && taken < kWeeks; at += kWeek)
    if (!left_out[at]) take(at), ++taken;
  if (others.empty()) return 0;
  const double middle = median(others), mean = sum / static_cast<double>(others.size());
  return middle >= kManyADay ? middle : mean;
}

/// How much the counts of weeks vary, as a multiple of what chance alone would make of them: 1 or
/// more. By the median, so that a few gaps do not matter.
double dispersion(const Counts& counts, const std::vector<double>& usual, const Days& left_out) {
  std::vector<double> squares;
  for (std::size_t begin = 0; begin + kWeek <= counts.size(); begin += kWeek) {
    double found = 0, expected = 0;
    for (std::size_t day = begin; day < begin + kWeek; ++day) {
      if (left_out[day]) continue;
      found += counts[day];
      expected += usual[day];
    }
    if (expected > 0) squares.push_back((found - expected) * (found - expected) / expected);
  }
  return std::max(1.0, median(std::move(squares)) / kMedianOfChiSquare);
}

/// Days with too few articles, one after the other; days on which none is usual end no run.
struct Run {
  std::size_t first = 0, last = 0, days = 0;
  std::uint64_t found = 0;
  double expected = 0;
};

std::vector<Run> short_runs(const Counts& counts, const std::vector<double>& usual) {
  std::vector<Run> runs;
  Run run;
  const auto close = [&] {
    if (run.days > 0) runs.push_back(run);
    run = {};
  };
  for (std::size_t day = 0; day < counts.size(); ++day) {
    if (usual[day] == 0 && counts[day] == 0) continue;
    if (counts[day] >= kLeastShare * usual[day]) {
      close();
      continue;
    }
    if (run.days == 0) run.first = day;
    run.last = day;
    ++run.days;
    run.found += counts[day];
    run.expected += usual[day];
  }
  close();
  return runs;
}

bool is_gap(const Run& run, double spread) {
  if (low_tail(run.found, run.expected, spread) >= kLeastProbability) return false;
  return run.days >= 2 || (run.found == 0 && run.expected >= kManyADay);
}

/// Whether the source was as short on the same days of each other year: a feast or a summer break.
bool comes_every_year(const Run& run, const std::vector<double>& usual, const Counts& counts) {
  constexpr std::ptrdiff_t kLongestBreak = 35, kYear = 365;
  const auto first = static_cast<std::ptrdiff_t>(run.first),
             days = static_cast<std::ptrdiff_t>(run.last - run.first + 1),
             all = static_cast<std::ptrdiff_t>(counts.size());
  if (days > kLongestBreak) return false;
  const auto short_there = [&](std::ptrdiff_t begin) {
    double found = 0, expected = 0;
    for (std::ptrdiff_t day = begin; day < begin + days; ++day) {
      found += counts[static_cast<std::size_t>(day)];
      expected += usual[static_cast<std::size_t>(day)];
    }
    return expected > 0.5 * run.expected && found < kLeastShare * expected;
  };
  const std::ptrdiff_t most_off = days > 3 ? 7 : 2;  // feasts move by weekday, breaks by a week
  std::size_t years = 0;
  for (std::ptrdiff_t year = first % kYear; year + days <= all; year += kYear) {
    if (year == first || year < most_off || year + days + most_off > all) continue;
    bool any = false;
    for (std::ptrdiff_t off = -most_off; off <= most_off && !any; ++off)
      any = short_there(year + off);
    if (!any) return false;
    ++years;
  }
  return years > 0;
}

}  // namespace

double low_tail(std::uint64_t count, double expected, double spread) {
  constexpr double kPoisson = 1 + 1e-6;
  double term = 0, sum = 0;
  const double size = expected / (spread - 1), more = 1 - 1 / spread;
  const bool poisson = spread <= kPoisson;
  term = poisson ? std::exp(-expected) : std::exp(-size * std::log(spread));
  sum = term;
  for (std::uint64_t k = 1; k <= count; ++k) {
    const auto n = static_cast<double>(k);
    term *= poisson ? expected / n : (size + n - 1) / n * more;
    sum += term;
  }
  return std::min(sum, 1.0);
}

std::vector<CoverageGap> coverage_gaps(const std::vector<std::uint32_t>& counts, Timestamp begin) {
  Days left_out = silent_days(counts);
  std::vector<double> usual(counts.size());
  std::vector<Run> gaps;
  // The second time without the gaps that were found, which make days around them look usual.
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t day = 0; day < counts.size(); ++day)
      usual[day] = usual_count(counts, left_out, day);
    const double spread = dispersion(counts, usual, left_out);
    gaps = short_runs(counts, usual);
    std::erase_if(gaps, [&](const Run& run) { return !is_gap(run, spread); });
    for (const Run& gap : gaps)
      std::fill(left_out.begin() + static_cast<std::ptrdiff_t>(gap.first),
                left_out.begin() + static_cast<std::ptrdiff_t>(gap.last + 1), true);
  }
  std::erase_if(gaps, [&](const Run& run) { return comes_every_year(run, usual, counts); });
  std::vector<CoverageGap> found;
  for (const Run& gap : gaps)
    found.push_back({begin + static_cast<Timestamp>(gap.first) * kDay,
                     begin + static_cast<Timestamp>(gap.last + 1) * kDay, gap.found, gap.expected});
  return found;
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
