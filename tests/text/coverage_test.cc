// SPDX-License-Identifier: GPL-2.0-or-later
// Gaps of collection: those that were planted are found, and what a source does by itself is none.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "dates/coverage.h"

using namespace dateline;

namespace {

constexpr Timestamp kDay = 86'400;

/// How a source publishes.
struct Rhythm {
  const char* name;
  double a_day[7];      // articles, from Monday
  double unsteady = 0;  // of the rate from week to week: standard deviation of its logarithm
  bool feasts = false;  // nothing on 25 and 26 December and 1 January
  bool summer = false;  // nothing in the first two weeks of August
};

const Rhythm kRhythms[] = {
    {"weekly, one article", {0, 0, 0, 1, 0, 0, 0}},
    {"weekly, four articles", {0, 0, 0, 0, 4, 0, 0}},
    {"weekly, thirty articles", {0, 0, 30, 0, 0, 0, 0}},
    {"weekly with notes between", {0.2, 0.1, 0.2, 12, 0.3, 0, 0}},
    {"a few a week, any day", {0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4}},
    {"about one a day", {1, 1, 1, 1, 1, 0.5, 0.5}},
    {"one a day in bursts", {1, 1, 1, 1, 1, 1, 1}, 0.7},
    {"small daily", {4, 5, 5, 5, 6, 3, 0}},
    {"small daily in bursts", {5, 5, 5, 5, 5, 2, 1}, 0.5},
    {"daily without Sundays", {20, 22, 22, 25, 28, 30, 0}, 0.1},
    {"daily, feasts kept", {25, 25, 25, 25, 25, 20, 18}, 0.1, true},
    {"weekdays only, closed in August", {8, 8, 8, 8, 8, 0, 0}, 0.1, false, true},
    {"large daily", {120, 130, 130, 130, 140, 60, 50}, 0.1},
    {"agency", {900, 950, 950, 950, 930, 500, 450}, 0.05},
};

struct Span {
  std::size_t first = 0, last = 0;
};

struct Series {
  std::vector<std::uint32_t> counts;
  std::vector<Span> planted;
};

class Planting {
 public:
  explicit Planting(unsigned seed) : random_(seed) {}

  Series make(const Rhythm& rhythm, std::size_t days, std::size_t gaps) {
    Series series{counts_of(rhythm, days), {}};
    // So long that nobody can take it for chance: fifteen articles are missing, or two days.
    for (std::size_t i = 0; i < gaps; ++i) {
      const std::size_t step = days / gaps;
      const std::size_t first = i * step + step / 8 + upto(step / 2);
      std::size_t last = first;
      double missing = 0;
      const double wanted = 16 + static_cast<double>(upto(30));
      const double bursts = 1 + 4 * rhythm.unsteady;
      for (;; ++last) {
        missing += rhythm.a_day[last % 7];
        if (missing >= wanted * bursts && last > first) break;
      }
      if (last + 60 > (i + 1) * step) continue;
      if (rhythm.summer && last % 365 >= 205 && first % 365 < 235) continue;  // there is none
      while (rhythm.a_day[last % 7] == 0) --last;
      const bool some_left = rhythm.a_day[1] > 50 && upto(2) == 0;
      for (std::size_t day = first; day <= last; ++day)
        series.counts[day] = some_left ? series.counts[day] / 12 : 0;
      series.planted.push_back({first, last});
    }
    return series;
  }

 private:
  std::size_t upto(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n == 0 ? 0 : n - 1)(random_);
  }

  std::vector<std::uint32_t> counts_of(const Rhythm& rhythm, std::size_t days) {
    std::vector<std::uint32_t> counts;
    std::normal_distribution<double> normal;
    double factor = 1;
    for (std::size_t day = 0; day < days; ++day) {
      if (day % 7 == 0) factor = std::exp(rhythm.unsteady * normal(random_));
      const double rate = rhythm.a_day[day % 7] * factor;
      std::uint32_t count = rate == 0 ? 0 : std::poisson_distribution<std::uint32_t>(rate)(random_);
      // A weekly prints what it prints, each week.
      if (rhythm.a_day[day % 7] >= 1 && std::string(rhythm.name).starts_with("weekly"))
        count = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(std::lround(
                                               rate * (0.8 + 0.1 * static_cast<double>(upto(5))))));
      const std::size_t of_year = day % 365;  // from 1 January
      if (rhythm.feasts && (of_year == 0 || of_year == 358 || of_year == 359)) count = 0;
      if (rhythm.summer && of_year >= 212 && of_year < 226) count = 0;
      counts.push_back(count);
    }
    return counts;
  }

  std::mt19937 random_;
};

bool overlap(const Span& planted, const CoverageGap& gap) {
  const auto first = static_cast<std::size_t>(gap.begin / kDay),
             end = static_cast<std::size_t>(gap.end / kDay);
  return first <= planted.last && planted.first < end;
}

struct Outcome {
  std::size_t planted = 0, found = 0, false_gaps = 0;
  double years = 0;
};

Outcome outcome_of(const Rhythm& rhythm, Planting& planting, int sources) {
  constexpr std::size_t kDays = 4 * 365;
  Outcome outcome;
  for (int source = 0; source < sources; ++source) {
    const Series series = planting.make(rhythm, kDays, source % 3 == 0 ? 0 : 4);
    const std::vector<CoverageGap> gaps = coverage_gaps(series.counts, 0);
    outcome.planted += series.planted.size();
    outcome.years += 4;
    for (const Span& planted : series.planted)
      outcome.found +=
          std::ranges::any_of(gaps, [&](const CoverageGap& gap) { return overlap(planted, gap); });
    for (const CoverageGap& gap : gaps)
      outcome.false_gaps += std::ranges::none_of(
          series.planted, [&](const Span& planted) { return overlap(planted, gap); });
  }
  return outcome;
}

}  // namespace

TEST_CASE("gaps: planted ones are found, and quiet days of small sources are none") {
  const char* const given = std::getenv("DATELINE_SEED");
  const unsigned seed = given == nullptr ? 20'240'101U : static_cast<unsigned>(std::atoi(given));
  const int sources = std::getenv("DATELINE_NIGHTLY") != nullptr ? 200 : 24;
  Planting planting(seed);
  Outcome all;
  for (const Rhythm& rhythm : kRhythms) {
    CAPTURE(rhythm.name);
    const Outcome outcome = outcome_of(rhythm, planting, sources);
    MESSAGE(std::string(rhythm.name)
            << ": " << outcome.found << " of " << outcome.planted << " found, "
            << outcome.false_gaps / outcome.years << " false a year");
    CHECK(outcome.false_gaps <= outcome.years);
    if (outcome.planted > 0)
      CHECK(static_cast<double>(outcome.found) >= 0.9 * static_cast<double>(outcome.planted));
    all.planted += outcome.planted;
    all.found += outcome.found;
  }
  MESSAGE("all: " << all.found << " of " << all.planted << " found");
  CHECK(all.planted >= 500);
  CHECK(static_cast<double>(all.found) >= 0.95 * static_cast<double>(all.planted));
}

TEST_CASE("gaps: a planted one has its days and its numbers") {
  std::vector<std::uint32_t> counts(140, 12);
  for (std::size_t day = 60; day < 64; ++day) counts[day] = 0;
  CHECK(coverage_gaps(counts, 0) == std::vector<CoverageGap>{{60 * kDay, 64 * kDay, 0, 48}});
  for (std::size_t day = 6; day < 140; day += 7) counts[day] = 0;  // no Sundays
  REQUIRE(coverage_gaps(counts, 0).size() == 1);
  CHECK(coverage_gaps(std::vector<std::uint32_t>(400, 0), 0).empty());
  CHECK(coverage_gaps({}, 0).empty());
}

TEST_CASE("gaps: the tail of Poisson, and the wider one of unsteady sources") {
  CHECK(low_tail(0, 9.3) == doctest::Approx(std::exp(-9.3)));
  CHECK(low_tail(3, 2) == doctest::Approx(0.857123));
  CHECK(low_tail(0, 20, 3) == doctest::Approx(std::pow(3.0, -10)));
  CHECK(low_tail(2, 5, 1.0000001) == doctest::Approx(low_tail(2, 5)));
  CHECK(low_tail(2, 5, 2) > low_tail(2, 5));
}
