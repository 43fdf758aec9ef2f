// SPDX-License-Identifier: GPL-2.0-or-later
#include "calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "catalog/catalog.h"
#include "catalog/catalog_statistics.h"
#include "catalog/feed_store.h"
#include "dates/coverage.h"
#include "dates/dates.h"
#include "error.h"
#include "json_out.h"
#include "report.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

constexpr Timestamp kDay = 86'400;
using Days = std::map<Timestamp, std::uint32_t>;

struct Week {
  Timestamp begin = 0;
  std::uint64_t articles = 0, gap_days = 0;
};

struct SourceCalendar {
  std::string source;
  std::uint64_t articles = 0;
  Timestamp first = 0, last = 0;  // days
  std::vector<Week> weeks;
  std::vector<CoverageGap> gaps;
  std::vector<std::string> reasons;  // of each gap; "" = none is known
};

SourceCalendar calendar_of(const std::string& source, const Days& days,
                           const std::vector<FeedFailure>& failures) {
  SourceCalendar calendar{source, 0, days.begin()->first, days.rbegin()->first, {}, {}, {}};
  std::vector<std::uint32_t> series(
      static_cast<std::size_t>((calendar.last - calendar.first) / kDay) + 1);
  std::map<Timestamp, Week> weeks;
  for (const auto& [day, articles] : days) {
    series[static_cast<std::size_t>((day - calendar.first) / kDay)] = articles;
    calendar.articles += articles;
    weeks[period_begin(day, Period::week)].articles += articles;
  }
  calendar.gaps = coverage_gaps(series, calendar.first);
  for (const CoverageGap& gap : calendar.gaps) {
    calendar.reasons.push_back(explain_gap(failures, source, gap.begin, gap.end));
    for (Timestamp day = gap.begin; day < gap.end; day += kDay)
      ++weeks[period_begin(day, Period::week)].gap_days;
  }
  for (Timestamp week = period_begin(calendar.first, Period::week); week <= calendar.last;
       week = period_next(week, Period::week)) {
    Week found = weeks[week];
    found.begin = week;
    calendar.weeks.push_back(found);
  }
  return calendar;
}

std::vector<SourceCalendar> calendars_of(const CommandLine& line) {
  const Catalog catalog(line.index, Catalog::Mode::read);
  const auto days = catalog.statistics().days_by_source();
  for (const std::string& source : line.sources)
    if (!days.contains(source))
      throw Error(fmt::format("the archive has no dated article of {}", source),
                  "dateline-indexer status lists its sources");
  const std::vector<FeedFailure> failures = catalog.feeds().failures();
  std::vector<SourceCalendar> calendars;
  for (const auto& [source, its_days] : days)
    if (line.sources.empty() || std::ranges::find(line.sources, source) != line.sources.end())
      calendars.push_back(calendar_of(source, its_days, failures));
  return calendars;
}

/// A week against the middle one of its source; a gap is crossed out.
const char* sign_of(const Week& week, std::uint64_t usual) {
  if (week.gap_days > 0) return "x";
  if (week.articles == 0) return "·";
  return 3 * week.articles < usual ? "░" : 3 * week.articles < 2 * usual ? "▒" : "▓";
}

std::uint64_t usual_week(const SourceCalendar& calendar) {
  std::vector<std::uint64_t> counts;
  for (const Week& week : calendar.weeks)
    if (week.articles > 0) counts.push_back(week.articles);
  std::ranges::nth_element(counts, counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2));
  return counts[counts.size() / 2];
}

std::string day_of(Timestamp at) { return period_name(at, Period::day); }

void print(const SourceCalendar& calendar) {
  fmt::print("{}: {}, {} to {}\n",
             calendar.source.empty() ? "(no source)" : printable_text(calendar.source),
             counted(calendar.articles, "article"), day_of(calendar.first), day_of(calendar.last));
  const std::uint64_t usual = usual_week(calendar);
  std::string year, line;
  for (const Week& week : calendar.weeks) {
    const std::string its_year = period_name(week.begin + 3 * kDay, Period::year);  // ISO 8601
    if (its_year != year) {
      if (!line.empty()) fmt::print("  {}  {}\n", year, line);
      year = its_year;
      line.clear();
      if (&week == &calendar.weeks.front()) {  // under the same week of other years
        const std::string name = period_name(week.begin, Period::week);
        line.append(std::stoul(name.substr(name.rfind('W') + 1)) - 1, ' ');
      }
    }
    line += sign_of(week, usual);
  }
  fmt::print("  {}  {}\n", year, line);
  for (std::size_t i = 0; i < calendar.gaps.size(); ++i) {
    const CoverageGap& gap = calendar.gaps[i];
    const std::string& reason = calendar.reasons[i];
    fmt::print("  gap {} to {}: {}, about {:.0f} are usual{}{}\n", day_of(gap.begin),
               day_of(gap.end - kDay), counted(gap.found, "article"), gap.expected,
               reason.empty() ? "" : "; ", printable_text(reason));
  }
}

Json json_of(const SourceCalendar& calendar) {
  Json weeks = Json::array(), gaps = Json::array();
  for (const Week& week : calendar.weeks)
    weeks.push_back({{"week", period_name(week.begin, Period::week)},
                     {"articles", week.articles},
                     {"gap_days", week.gap_days}});
  for (std::size_t i = 0; i < calendar.gaps.size(); ++i)
    gaps.push_back({{"from", day_of(calendar.gaps[i].begin)},
                    {"to", day_of(calendar.gaps[i].end - kDay)},
                    {"articles", calendar.gaps[i].found},
                    {"expected", calendar.gaps[i].expected},
                    {"reason", calendar.reasons[i].empty() ? Json() : Json(calendar.reasons[i])}});
  return {{"source", calendar.source.empty() ? Json() : Json(calendar.source)},
          {"articles", calendar.articles},
          {"first_day", day_of(calendar.first)},
          {"last_day", day_of(calendar.last)},
          {"weeks", weeks},
          {"gaps", gaps}};
}

}  // namespace

int print_calendar(const CommandLine& line) {
  const std::vector<SourceCalendar> calendars = calendars_of(line);
  if (line.json) {
    Json all = Json::array();
    for (const SourceCalendar& calendar : calendars) all.push_back(json_of(calendar));
    print_json({{"index", line.index}, {"calendar", all}}, 2);
    return kDone;
  }
  if (calendars.empty()) {
    fmt::print("no dated articles\n");
    return kDone;
  }
  fmt::print("a sign a week: ▓ as usual, ▒ less, ░ far less, · none, x with days of a gap\n");
  for (const SourceCalendar& calendar : calendars) print(calendar);
  return kDone;
}

}  // namespace dateline::indexing
