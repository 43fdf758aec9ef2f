// SPDX-License-Identifier: GPL-2.0-or-later
#include "facets.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dates/dates.h"
#include "first_sources.h"
#include "snapshot/field_values.h"

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

/// Of a field without a column, which may have several values an article.
Facet FacetCounter::terms(const FacetRequest& request, FieldId field) {
  Facet facet{request.field, {}, 0, 0};
  std::vector<bool> has(std::size_t{snapshot_.last_document()} + 1);
  for (const std::string& value : field_values(snapshot_.index(), field)) {
    std::uint64_t count = 0;
    Postings list(snapshot_.index(), std::string(schema::field(field).prefix) + value);
    for (auto some = list.next(); !some.empty(); some = list.next())
      for (const Posting& posting : some) {
        if (!documents_.contains(posting.document)) continue;
        has[posting.document] = true;
        ++count;
      }
    if (count != 0) facet.values.push_back({value, count});
  }
  documents_.for_each([&](std::uint32_t number) { facet.missing += has[number] ? 0 : 1; });
  return facet;
}

Facet FacetCounter::firsts(const FacetRequest& request) {
  const FirstSources firsts = first_sources(documents_, snapshot_);
  Facet facet{request.field, {}, 0, firsts.unknown};
  for (const auto& [source, stories] : firsts.stories)
    facet.values.push_back({snapshot_.codes(FieldId::source).names[source], stories});
  return facet;
}

Facet FacetCounter::facet(const FacetRequest& request) {
  static constexpr std::pair<std::string_view, Period> kPeriods[] = {{"year", Period::year},
                                                                     {"month", Period::month},
                                                                     {"week", Period::week},
                                                                     {"day", Period::day}};
  const auto period = std::ranges::find(kPeriods, std::string_view(request.field),
                                        &std::pair<std::string_view, Period>::first);
  Facet facet;
  if (period != std::end(kPeriods))
    facet = dates(request, period->second);
  else if (request.field == "first:source")
    facet = firsts(request);
  else if (const FieldId field = schema::find_field(request.field)->id;
           field == FieldId::source || field == FieldId::section || field == FieldId::author ||
           field == FieldId::language)
    facet = codes(request, field);
  else
    facet = terms(request, field);
  facet.distinct = facet.values.size();
  std::ranges::sort(facet.values, [](const FacetValue& a, const FacetValue& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  });
  if (request.values != 0 && facet.values.size() > request.values)
    facet.values.resize(request.values);
  return facet;
}

Timeline FacetCounter::timeline(Period period, const DocSet& held, std::optional<Timestamp> after,
                                std::optional<Timestamp> before) {
  constexpr std::size_t kLongest = 20'000;  // beyond it, periods without articles are left out
  constexpr Timestamp kEarliest = -62'135'596'800, kLatest = 253'402'300'799;  // years 1 to 9999
  Timeline timeline;
  timeline.period = period;
  std::map<Timestamp, TimelineEntry> entries;
  for (const auto& [begin, count] : periods(period, timeline.missing))
    entries[begin] = {period_name(begin, period), count, 0};
  if (entries.empty() && !(after && before)) return timeline;
  // A search that finds nothing has as many periods as one that does.
  Timestamp begin =
      after ? period_begin(std::clamp(*after, kEarliest, kLatest), period) : entries.begin()->first;
  const Timestamp end = before ? std::clamp(*before, kEarliest, kLatest)
                               : period_next(entries.rbegin()->first, period);
  const auto days = static_cast<std::size_t>(std::max<Timestamp>(0, end - begin) / 86'400);
  const std::size_t length = days / (period == Period::day     ? 1
                                     : period == Period::week  ? 7
                                     : period == Period::month ? 28
                                                               : 365);
  for (; length <= kLongest && begin < end; begin = period_next(begin, period))
    entries.try_emplace(begin, TimelineEntry{period_name(begin, period), 0, 0});
  std::uint64_t undated = 0;
  for (const auto& [at, count] : FacetCounter(held, snapshot_).periods(period, undated))
    if (const auto entry = entries.find(at); entry != entries.end()) entry->second.held = count;
  for (auto& [at, entry] : entries) timeline.entries.push_back(std::move(entry));
  return timeline;
}

}  // namespace dateline::searching
