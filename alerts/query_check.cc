// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "dates/dates.h"
#include "error.h"
#include "request/search_request.h"
#include "search/searcher.h"
#include "snapshot/near_duplicates.h"

namespace dateline::alerts {

using namespace dateline::searching;

namespace {

constexpr std::size_t kOutlets = 10, kLoudest = 5;

SearchRequest request_of(const std::string& text, Timestamp now) {
  SearchRequest request;
  request.query.text = text;
  request.page.counts_only = true;
  request.advice.suggest = false;
  request.timeout = 0;
  request.now = now;
  return request;
}

void keep_loudest(const std::map<std::string, std::uint64_t>& days, Backtest::Counted& loudest) {
  loudest.assign(days.begin(), days.end());
  std::ranges::stable_sort(loudest, std::greater<>(),
                           &std::pair<std::string, std::uint64_t>::second);
  if (loudest.size() > kLoudest) loudest.resize(kLoudest);
}

/// Counts articles and stories by week and day.
void count(const DocSet& documents, Snapshot& snapshot, Backtest& result) {
  const DayColumn& days = snapshot.days();
  const NearDuplicates& stories = snapshot.near_duplicates();
  std::map<std::string, Backtest::Week> weeks;
  std::map<std::string, std::uint64_t> by_day;
  std::map<std::uint32_t, std::int64_t> first_days;  // by story
  documents.for_each([&](std::uint32_t document) {
    const std::uint32_t code = days.codes[document];
    if (code == 0) return;
    const std::int64_t day = days.days[code];
    ++weeks[period_name(day, Period::week)].articles;
    ++by_day[period_name(day, Period::day)];
    const auto [first, is_new] = first_days.try_emplace(stories.story(document), day);
    if (!is_new) first->second = std::min(first->second, day);
  });
  for (const auto& [story, day] : first_days) ++weeks[period_name(day, Period::week)].stories;
  result.stories = first_days.size();
  for (auto& [name, week] : weeks) {
    week.name = name;
    result.weeks.push_back(week);
  }
  keep_loudest(by_day, result.loudest);
}

}  // namespace

QueryCheck check_query(const std::filesystem::path& folder, const std::string& text,
                       Timestamp now) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    throw Error("the query is empty", "* finds every article");
  const Results results = Searcher(folder).find(request_of(text, now)).results;
  return {results.canonical, results.notes, results.total};
}

Backtest backtest(const std::filesystem::path& folder, const std::string& text,
                  const std::string& span, Timestamp now) {
  const std::optional<TimeSpan> asked = parse_span(span, now);
  if (!asked || !asked->begin)
    throw Error(fmt::format("--backtest {} is no span of time", span),
                "give one such as 1y or 90d");
  SearchRequest request = request_of(text, now);
  request.filters.after = asked->begin;
  request.filters.before = asked->end;
  request.counts.facets = {{"source", kOutlets}};
  Searcher searcher(folder);
  const FoundPage found = searcher.find(request);
  Backtest result;
  result.from = *asked->begin;
  result.to = asked->end.value_or(now);
  result.articles = found.results.total;
  for (const FacetValue& value : found.results.facets.front().values)
    result.outlets.emplace_back(value.value, value.count);
  count(found.documents, searcher.snapshot(), result);
  return result;
}

}  // namespace dateline::alerts
