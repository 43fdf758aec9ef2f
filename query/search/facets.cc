// SPDX-License-Identifier: GPL-2.0-or-later
#include "facets.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "dates/dates.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

/// How many documents have each of `size` codes.
std::vector<std::uint32_t> count_codes(const DocSet& documents,
                                       const std::vector<std::uint32_t>& codes, std::size_t size) {
  std::vector<std::uint32_t> counts(size);
  documents.for_each([&](std::uint32_t number) { ++counts[codes[number]]; });
  return counts;
}

}  // namespace

const std::vector<std::uint32_t>& FacetCounter::days() {
  const DayColumn& column = snapshot_.days();
  if (days_.empty()) days_ = count_codes(documents_, column.codes, column.days.size());
  return days_;
}

FacetCounter::PeriodCounts FacetCounter::periods(Period period, std::uint64_t& missing) {
  const std::vector<std::uint32_t>& counts = days();
  missing = counts[0];
  PeriodCounts result;
  Timestamp end = std::numeric_limits<Timestamp>::min();  // of the last period
  for (std::size_t code = 1; code < counts.size(); ++code) {
    if (counts[code] == 0) continue;
    const Timestamp day = snapshot_.days().days[code];
    if (day >= end) {
      result.emplace_back(period_begin(day, period), 0);
      end = period_next(day, period);
    }
    result.back().second += counts[code];
  }
  return result;
}

Facet FacetCounter::dates(const FacetRequest& request, Period period) {
  Facet facet{request.field, {}, 0, 0};
  for (const auto& [begin, count] : periods(period, facet.missing))
    facet.values.push_back({period_name(begin, period), count});
  return facet;
}

Facet FacetCounter::codes(const FacetRequest& request, FieldId field) {
  Facet facet{request.field, {}, 0, 0};
  const CodeColumn& column = snapshot_.codes(field);
  const std::vector<std::uint32_t> counts =
      count_codes(documents_, column.codes, column.names.size());
  if (!counts.empty()) facet.missing = counts[0];
  for (std::size_t code = 1; code < counts.size(); ++code)
    if (counts[code] != 0) facet.values.push_back({column.names[code], counts[code]});
  return facet;
}

Facet FacetCounter::facet(const FacetRequest& request) {
  Facet facet;
  if (request.field == "year")
    facet = dates(request, Period::year);
  else if (request.field == "month")
    facet = dates(request, Period::month);
  else
    facet = codes(request, schema::find_field(request.field)->id);
  facet.distinct = facet.values.size();
  std::ranges::sort(facet.values, [](const FacetValue& a, const FacetValue& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  });
  if (request.values != 0 && facet.values.size() > request.values)
    facet.values.resize(request.values);
  return facet;
}

Timeline FacetCounter::timeline(Period period) {
  Timeline timeline;
  timeline.period = period;
  const PeriodCounts counts = periods(period, timeline.missing);
  if (counts.empty()) return timeline;
  constexpr std::size_t kLongest = 20'000;  // beyond it, empty periods are left out
  const std::size_t days =
      static_cast<std::size_t>((counts.back().first - counts.front().first) / 86'400);
  const std::size_t length = days / (period == Period::day     ? 1
                                     : period == Period::week  ? 7
                                     : period == Period::month ? 28
                                                               : 365);
  Timestamp expected = counts.front().first;
  for (const auto& [begin, count] : counts) {
    for (; length <= kLongest && expected < begin; expected = period_next(expected, period))
      timeline.entries.push_back({period_name(expected, period), 0});
    timeline.entries.push_back({period_name(begin, period), count});
    expected = period_next(begin, period);
  }
  return timeline;
}

}  // namespace dateline::searching
