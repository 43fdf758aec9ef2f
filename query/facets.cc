// SPDX-License-Identifier: GPL-2.0-or-later
#include "facets.h"

#include <algorithm>
#include <map>

#include "dates.h"

namespace dateline {
namespace {

using schema::FieldId;

/// How many documents each period has, by its first second; those without a date apart.
std::map<Timestamp, std::uint64_t> count_periods(Period period, const DocSet& documents,
                                                 Snapshot& snapshot, std::uint64_t* missing) {
  constexpr Timestamp kDay = 86'400;
  const std::vector<std::int64_t>& dates = snapshot.numbers(FieldId::date).values;
  std::map<Timestamp, std::uint64_t> by_day, by_period;
  documents.for_each([&](std::uint32_t number) {
    const std::int64_t date = dates[number];
    if (date == NumberColumn::kAbsent)
      ++*missing;
    else
      ++by_day[date - ((date % kDay) + kDay) % kDay];
  });
  for (const auto& [day, count] : by_day) by_period[period_begin(day, period)] += count;
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
