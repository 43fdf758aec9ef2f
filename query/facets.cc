// SPDX-License-Identifier: GPL-2.0-or-later
#include "facets.h"

#include <algorithm>
#include <limits>
#include <map>
#include <vector>

#include "dates.h"

namespace dateline {
namespace {

using schema::FieldId;

constexpr Timestamp kDay = 86'400;

/// How many documents each day has, by its number since 1970.
std::map<Timestamp, std::uint64_t> count_days(const DocSet& documents,
                                              const std::vector<std::int64_t>& dates,
                                              std::uint64_t* missing) {
  const auto day_of = [](Timestamp date) {
    return date >= 0 ? date / kDay : (date + 1) / kDay - 1;
  };
  Timestamp first = std::numeric_limits<Timestamp>::max(), last = NumberColumn::kAbsent;
  documents.for_each([&](std::uint32_t number) {
    const std::int64_t date = dates[number];
    if (date == NumberColumn::kAbsent) {
      ++*missing;
      return;
    }
    first = std::min(first, date);
    last = std::max(last, date);
  });
  std::map<Timestamp, std::uint64_t> counts;
  if (last == NumberColumn::kAbsent) return counts;
  constexpr Timestamp kMostDays = 4'000'000;  // all that has four digits for its year
  const Timestamp first_day = day_of(first);
  if (day_of(last) - first_day >= kMostDays) {
    documents.for_each([&](std::uint32_t number) {
      if (dates[number] != NumberColumn::kAbsent) ++counts[day_of(dates[number])];
    });
    return counts;
  }
  std::vector<std::uint32_t> by_day(static_cast<std::size_t>(day_of(last) - first_day) + 1);
  documents.for_each([&](std::uint32_t number) {
    if (dates[number] != NumberColumn::kAbsent)
      ++by_day[static_cast<std::size_t>(day_of(dates[number]) - first_day)];
  });
  for (std::size_t i = 0; i < by_day.size(); ++i)
    if (by_day[i] != 0)
      counts.emplace_hint(counts.end(), first_day + static_cast<Timestamp>(i), by_day[i]);
  return counts;
}

/// How many documents each period has, by its first second; those without a date apart.
std::map<Timestamp, std::uint64_t> count_periods(Period period, const DocSet& documents,
                                                 Snapshot& snapshot, std::uint64_t* missing) {
  const std::vector<std::int64_t>& dates = snapshot.numbers(FieldId::date).values;
  std::map<Timestamp, std::uint64_t> by_period;
  for (const auto& [day, count] : count_days(documents, dates, missing))
    by_period[period_begin(day * kDay, period)] += count;
  return by_period;
}

Facet count_dates(const FacetRequest& request, Period period, const DocSet& documents,
                  Snapshot& snapshot) {
  Facet facet{request.field, {}, 0, 0};
  for (const auto& [begin, count] : count_periods(period, documents, snapshot, &facet.missing))
    facet.values.push_back({period_name(begin, period), count});
  return facet;
}

Facet count_codes(const FacetRequest& request, FieldId field, const DocSet& documents,
                  Snapshot& snapshot) {
  Facet facet{request.field, {}, 0, 0};
  const CodeColumn& column = snapshot.codes(field);
  std::vector<std::uint64_t> counts(column.names.size());
  documents.for_each([&](std::uint32_t number) { ++counts[column.codes[number]]; });
  if (!counts.empty()) facet.missing = counts[0];
  for (std::size_t code = 1; code < counts.size(); ++code)
    if (counts[code] != 0) facet.values.push_back({column.names[code], counts[code]});
  return facet;
}

}  // namespace

bool is_facet(const std::string& field) {
  return field == "year" || field == "month" || field == "source" || field == "section" ||
         field == "author" || field == "language";
}

Facet count_facet(const FacetRequest& request, const DocSet& documents, Snapshot& snapshot) {
  Facet facet;
  if (request.field == "year")
    facet = count_dates(request, Period::year, documents, snapshot);
  else if (request.field == "month")
    facet = count_dates(request, Period::month, documents, snapshot);
  else
    facet = count_codes(request, schema::find_field(request.field)->id, documents, snapshot);
  facet.distinct = facet.values.size();
  std::ranges::sort(facet.values, [](const FacetValue& a, const FacetValue& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  });
  if (request.values != 0 && facet.values.size() > request.values)
    facet.values.resize(request.values);
  return facet;
}

Timeline count_timeline(Period period, const DocSet& documents, Snapshot& snapshot) {
  Timeline timeline;
  timeline.period = period;
  const std::map<Timestamp, std::uint64_t> counts =
      count_periods(period, documents, snapshot, &timeline.missing);
  if (counts.empty()) return timeline;
  constexpr std::size_t kLongest = 20'000;  // beyond it, empty periods are left out
  const std::size_t days =
      static_cast<std::size_t>((counts.rbegin()->first - counts.begin()->first) / 86'400);
  const std::size_t length = days / (period == Period::day     ? 1
                                     : period == Period::week  ? 7
                                     : period == Period::month ? 28
                                                               : 365);
  Timestamp expected = counts.begin()->first;
  for (const auto& [begin, count] : counts) {
    for (; length <= kLongest && expected < begin; expected = period_next(expected, period))
      timeline.entries.push_back({period_name(expected, period), 0});
    timeline.entries.push_back({period_name(begin, period), count});
    expected = period_next(begin, period);
  }
  return timeline;
}

}  // namespace dateline
