// SPDX-License-Identifier: GPL-2.0-or-later
#include "count_articles.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "catalog/feed_store.h"
#include "count_column.h"
#include "dates/coverage.h"
#include "dates/dates.h"
#include "error.h"
#include "request/search_options.h"
#include "search/strict_mode.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

constexpr std::string_view kFields[] = {"source", "section", "author", "language", "country",
                                        "type",   "topic",   "site",   "year",     "quarter",
                                        "month",  "week",    "day"};
constexpr std::size_t kMostFields = 3;
constexpr std::uint64_t kMostRows = 5'000'000;
constexpr Timestamp kDay = 86'400;

/// A combination of values.
using Cell = std::array<std::uint32_t, kMostFields>;

/// Calls visit(cell) for each combination of a document's values.
template <class Visit>
void for_each_cell(const std::vector<CountColumn>& columns, std::uint32_t document, Visit&& visit) {
  Cell cell{};
  const auto fill = [&](const auto& self, std::size_t at) -> void {
    if (at == columns.size()) return visit(cell);
    for (const std::uint32_t value : columns[at].values(document)) {
      if (value == CountColumn::kOutside) continue;
      cell[at] = value;
      self(self, at + 1);
    }
  };
  fill(fill, 0);
}

/// The days of sources on which collection failed.
class Gaps {
 public:
  Gaps(const DocSet& held, Timestamp begin, Timestamp end, bool whole_span, Snapshot& snapshot);

  bool has(std::uint32_t source, Timestamp day) const {
    const auto found = by_source_.find(source);
    return found != by_source_.end() &&
           std::ranges::any_of(found->second, [&](const CoverageGap& gap) {
             return gap.begin <= day && day < gap.end;
           });
  }
  const std::map<std::uint32_t, std::vector<CoverageGap>>& by_source() const { return by_source_; }
  /// Sources that give articles, and those of them without a gap.
  const std::vector<std::uint32_t>& sources() const { return sources_; }

 private:
  std::map<std::uint32_t, std::vector<CoverageGap>> by_source_;
  std::vector<std::uint32_t> sources_;
};

/// `whole_span`: a source that begins late or ends early has a gap there.
Gaps::Gaps(const DocSet& held, Timestamp begin, Timestamp end, bool whole_span,
           Snapshot& snapshot) {
  const CodeColumn& codes = snapshot.codes(FieldId::source);
  const DayColumn& days = snapshot.days();
  std::map<std::uint32_t, std::map<Timestamp, std::uint32_t>> counts;
  Timestamp first = begin, last = end;
  held.for_each([&](std::uint32_t document) {
    const std::uint32_t day = days.codes[document];
    if (day != 0) ++counts[codes.codes[document]][days.days[day]];
  });
  for (const auto& [source, by_day] : counts) {
    if (begin == 0 && (first == 0 || by_day.begin()->first < first)) first = by_day.begin()->first;
    if (end == 0) last = std::max(last, by_day.rbegin()->first + kDay);
  }
  for (const auto& [source, by_day] : counts) {
    const Timestamp from = whole_span ? period_begin(first, Period::day) : by_day.begin()->first;
    const Timestamp to = whole_span ? last : by_day.rbegin()->first + kDay;
    std::vector<std::uint32_t> series(static_cast<std::size_t>((to - from + kDay - 1) / kDay));
    for (const auto& [day, count] : by_day)
      if (const auto at = static_cast<std::size_t>((day - from) / kDay); at < series.size())
        series[at] = count;
    sources_.push_back(source);
    if (std::vector<CoverageGap> gaps = coverage_gaps(series, from); !gaps.empty())
      by_source_[source] = std::move(gaps);
  }
}

/// One table. The steps share the sets of documents.
class Counting {
 public:
  Counting(const CountRequest& request, Searcher& searcher)
      : request_(request), searcher_(searcher), snapshot_(searcher.snapshot()) {}

  CountTable run();

 private:
  void match();
  void leave_out_gaps();
  void make_columns();
  void count(const DocSet& documents, std::size_t place);
  void add_periods(const Cell& without, std::size_t shortest, std::set<Cell>& cells) const;
  std::set<Cell> cells() const;
  void fill_rows();
  std::uint64_t gap_days(const Cell& cell) const;

  const CountRequest& request_;
  Searcher& searcher_;
  Snapshot& snapshot_;
  CountTable table_;
  std::vector<DocSet> found_;  // by query
  DocSet held_;                // of the same filters
  std::optional<Gaps> gaps_;
  std::vector<CountColumn> columns_;
  std::map<Cell, std::vector<std::uint64_t>> counts_;  // by query, and behind them of held_
};

void Counting::match() {
  std::vector<std::string> queries = request_.queries;
  if (queries.empty()) queries.push_back(request_.search.query.text);
  SearchRequest all = request_for_counting(request_.search, "");
  all.query.similar.clear();
  held_ = searcher_.find(all).documents;
  for (const std::string& text : queries) {
    FoundPage page = searcher_.find(request_for_counting(request_.search, text));
    if (request_.search.advice.strict) refuse_notes(page.results);
    table_.queries.push_back({text, page.results.canonical, page.results.notes, 0});
    found_.push_back(std::move(page.documents));
  }
}

/// With --gaps and --share the days of missing collection count nowhere; with --panel neither do
/// sources that have any.
void Counting::leave_out_gaps() {
  if (!request_.gaps && !request_.panel) return;
  const SearchRequest::Filters& filters = request_.search.filters;
  gaps_.emplace(held_, filters.after.value_or(0), filters.before.value_or(0), request_.panel,
                snapshot_);
  const CodeColumn& codes = snapshot_.codes(FieldId::source);
  const DayColumn& days = snapshot_.days();
  DocSet kept = held_;
  held_.for_each([&](std::uint32_t document) {
    const std::uint32_t source = codes.codes[document], day = days.codes[document];
    const bool out_of_panel =
        request_.panel && (source == 0 || gaps_->by_source().contains(source));
    const bool in_gap =
        request_.gaps && request_.share && day != 0 && gaps_->has(source, days.days[day]);
    if (out_of_panel || in_gap) kept.erase(document);
  });
  held_ = std::move(kept);
  for (DocSet& found : found_) found &= held_;
  if (request_.panel)
    table_.panel = static_cast<std::uint64_t>(std::ranges::count_if(
        gaps_->sources(),
        [&](std::uint32_t source) { return source != 0 && !gaps_->by_source().contains(source); }));
  if (!request_.gaps) return;
  std::vector<FeedFailure> failures;
  for (const auto& archive : snapshot_.archives().all())
    std::ranges::move(archive.catalog.feeds().failures(), std::back_inserter(failures));
  for (const auto& [source, gaps] : gaps_->by_source())
    for (const CoverageGap& gap : gaps)
      table_.gap_list.push_back({codes.names[source], gap.begin, gap.end, gap.found, gap.expected,
                                 explain_gap(failures, codes.names[source], gap.begin, gap.end)});
  std::ranges::stable_sort(table_.gap_list, {}, &SourceGap::source);
}

void Counting::make_columns() {
  DocSet any = found_.front();
  for (const DocSet& found : found_) any |= found;
  const SearchRequest::Filters& filters = request_.search.filters;
  for (const CountField& field : request_.fields) {
    table_.fields.push_back(field.name);
    CountColumn& column = columns_.emplace_back(field, any, filters.after.value_or(0),
                                                filters.before.value_or(0), snapshot_);
    if (const std::uint64_t more = column.cut(field.values, any); more > 0)
      table_.cut.push_back({field.name, more});
  }
}

/// Adds the counts of a set. Stories are counted once in each cell.
void Counting::count(const DocSet& documents, std::size_t place) {
  const std::size_t places = found_.size() + 1;
  const auto add = [&](const Cell& cell) {
    std::vector<std::uint64_t>& counts = counts_[cell];
    counts.resize(places);
    ++counts[place];
  };
  if (!request_.stories)
    return documents.for_each(
        [&](std::uint32_t document) { for_each_cell(columns_, document, add); });
  const NearDuplicates& stories = snapshot_.near_duplicates();
  std::vector<std::pair<Cell, std::uint32_t>> once;
  documents.for_each([&](std::uint32_t document) {
    for_each_cell(columns_, document,
                  [&](const Cell& cell) { once.emplace_back(cell, stories.story(document)); });
  });
  std::ranges::sort(once);
  once.erase(std::unique(once.begin(), once.end()), once.end());
  for (const auto& [cell, story] : once) add(cell);
}

/// The cells of one combination of other values in all periods of the span. The shortest period
/// tells the longer ones.
void Counting::add_periods(const Cell& without, std::size_t shortest, std::set<Cell>& cells) const {
  const CountColumn& periods = columns_[shortest];
  for (std::uint32_t code = 1; code < periods.names().size(); ++code) {
    Cell cell = without;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].is_period())
        cell[i] =
            columns_[i].code_of(period_start(periods.begin_of(code), request_.fields[i].name));
    cell[shortest] = code;
    cells.insert(cell);
  }
}

/// The rows: each combination of values that any query has, in all periods of the span.
std::set<Cell> Counting::cells() const {
  std::set<Cell> cells, without;  // periods
  std::size_t shortest = columns_.size(), periods = 1;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].is_period() && columns_[i].names().size() > periods) {
      shortest = i;
      periods = columns_[i].names().size();
    }
  bool only_periods = shortest < columns_.size();
  for (const CountColumn& column : columns_) only_periods = only_periods && column.is_period();
  if (only_periods) without.insert(Cell{});
  if (columns_.empty()) cells.insert(Cell{});
  for (const auto& [seen, counts] : counts_) {
    if (std::all_of(counts.begin(), counts.end() - 1, [](std::uint64_t n) { return n == 0; }))
      continue;
    cells.insert(seen);
    Cell cell = seen;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].is_period()) cell[i] = 0;
    without.insert(cell);
  }
  if (without.size() * periods > kMostRows)
    throw Error(fmt::format("the table would have {} rows", without.size() * periods),
                "count by longer periods, or name how many values: --counts source:20,month");
  if (shortest < columns_.size())
    for (const Cell& cell : without) add_periods(cell, shortest, cells);
  return cells;
}

/// How many days of sources in a cell are gaps.
std::uint64_t Counting::gap_days(const Cell& cell) const {
  std::uint64_t days = 0;
  for (const auto& [source, gaps] : gaps_->by_source())
    for (const CoverageGap& gap : gaps)
      for (Timestamp day = gap.begin; day < gap.end; day += kDay) {
        bool inside = true;
        for (std::size_t i = 0; i < columns_.size() && inside; ++i) {
          if (columns_[i].is_period())
            inside = cell[i] != 0 &&
                     columns_[i].begin_of(cell[i]) == period_start(day, request_.fields[i].name);
          else if (request_.fields[i].name == "source")
            inside = columns_[i].names()[cell[i]] == snapshot_.codes(FieldId::source).names[source];
        }
        days += inside ? 1 : 0;
      }
  return days;
}

void Counting::fill_rows() {
  const std::vector<std::uint64_t> nothing(found_.size() + 1);
  for (const Cell& cell : cells()) {
    CountRow row;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      row.values.push_back(columns_[i].names()[cell[i]]);
    const auto known = counts_.find(cell);
    const std::vector<std::uint64_t>& counts = known == counts_.end() ? nothing : known->second;
    row.counts.assign(counts.begin(), counts.end() - 1);
    row.total = counts.back();
    if (request_.gaps) row.gap_days = gap_days(cell);
    table_.rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(table_.rows, {}, &CountRow::values);
}

CountTable Counting::run() {
  match();
  leave_out_gaps();
  make_columns();
  for (std::size_t i = 0; i < found_.size(); ++i) {
    count(found_[i], i);
    table_.queries[i].total =
        request_.stories ? snapshot_.near_duplicates().count(found_[i]) : found_[i].count();
  }
  count(held_, found_.size());
  fill_rows();
  table_.stories = request_.stories;
  table_.share = request_.share;
  table_.gaps = request_.gaps;
  table_.archive = searcher_.archive();
  return std::move(table_);
}

}  // namespace

SearchRequest request_for_counting(const SearchRequest& base, const std::string& text) {
  SearchRequest request = base;
  request.query.text = text;
  request.page.counts_only = true;
  request.page.group = false;
  request.counts = {};
  request.advice.suggest = request.advice.explain = request.advice.correct = false;
  return request;
}

bool is_period(std::string_view field) {
  return field == "year" || field == "quarter" || field == "month" || field == "week" ||
         field == "day";
}

std::vector<CountField> count_fields(std::string_view list) {
  std::vector<CountField> fields;
  for (const std::string& part : facet_list(std::string(list))) {
    CountField field{part.substr(0, part.find(':')), 0};
    const std::string number =
        part.size() > field.name.size() ? part.substr(field.name.size() + 1) : std::string("0");
    const bool known = std::ranges::find(kFields, field.name) != std::end(kFields);
    if (!known || number.empty() || number.size() > 9 ||
        number.find_first_not_of("0123456789") != std::string::npos)
      throw Error(fmt::format("--counts {} is not FIELD or FIELD:N", part),
                  fmt::format("fields: {}", fmt::join(kFields, ", ")));
    field.values = std::stoul(number);
    if (std::ranges::any_of(fields, [&](const CountField& f) { return f.name == field.name; }))
      throw Error(fmt::format("--counts names {} twice", field.name));
    fields.push_back(std::move(field));
  }
  if (fields.size() > kMostFields)
    throw Error("--counts takes at most three fields", "for example --counts source,section,week");
  return fields;
}

CountTable count_articles(const CountRequest& request, Searcher& searcher) {
  return Counting(request, searcher).run();
}

}  // namespace dateline::searching
