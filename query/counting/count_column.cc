// SPDX-License-Identifier: GPL-2.0-or-later
#include "count_column.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "dates/dates.h"
#include "error.h"
#include "snapshot/index_terms.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

constexpr std::size_t kMostPeriods = 200'000;

std::optional<Period> period_of(std::string_view field) {
  if (field == "day") return Period::day;
  if (field == "week") return Period::week;
  if (field == "month") return Period::month;
  if (field == "year") return Period::year;
  return std::nullopt;
}

}  // namespace

std::string period_label(Timestamp instant, std::string_view field) {
  if (field != "quarter") return period_name(instant, *period_of(field));
  const std::string month = period_name(instant, Period::month);
  const std::size_t dash = month.rfind('-');
  return fmt::format("{}-Q{}", month.substr(0, dash), (std::stoi(month.substr(dash + 1)) + 2) / 3);
}

Timestamp period_start(Timestamp instant, std::string_view field) {
  if (field != "quarter") return period_begin(instant, *period_of(field));
  Timestamp begin = period_begin(instant, Period::month);
  const std::string quarter = period_label(begin, "quarter");
  for (;;) {
    const Timestamp before = period_begin(begin - 1, Period::month);
    if (period_label(before, "quarter") != quarter) return begin;
    begin = before;
  }
}

Timestamp period_after(Timestamp instant, std::string_view field) {
  if (field != "quarter") return period_next(instant, *period_of(field));
  Timestamp next = period_start(instant, field);
  for (int month = 0; month < 3; ++month) next = period_next(next, Period::month);
  return next;
}

CountColumn::CountColumn(const CountField& field, const DocSet& documents, Timestamp begin,
                         Timestamp end, Snapshot& snapshot)
    : period_(searching::is_period(field.name)) {
  if (period_) {
    read_days(field.name, documents, begin, end, snapshot);
    return;
  }
  const FieldId id = schema::find_field(field.name)->id;
  if (id == FieldId::source || id == FieldId::section || id == FieldId::author ||
      id == FieldId::language)
    read_codes(id, snapshot);
  else
    read_terms(id, snapshot);
}

void CountColumn::read_codes(FieldId field, Snapshot& snapshot) {
  const CodeColumn& column = snapshot.codes(field);
  one_ = column.codes;
  names_ = column.names;
  if (names_.empty()) names_.emplace_back();
  one_.resize(std::size_t{snapshot.last_document()} + 1);
}

/// Values as the index has them: folded.
void CountColumn::read_terms(FieldId field, Snapshot& snapshot) {
  several_.resize(std::size_t{snapshot.last_document()} + 1);
  const std::string prefix(schema::field(field).prefix);
  for (IndexTerms terms(snapshot.index(), prefix); !terms.at_end(); terms.next()) {
    const auto code = static_cast<std::uint32_t>(names_.size());
    names_.push_back(terms.term().substr(prefix.size()));
    Postings list(snapshot.index(), terms.term());
    for (auto some = list.next(); !some.empty(); some = list.next())
      for (const Posting& posting : some)
        if (posting.document < several_.size()) several_[posting.document].push_back(code);
  }
}

void CountColumn::read_days(const std::string& period, const DocSet& documents, Timestamp begin,
                            Timestamp end, Snapshot& snapshot) {
  const DayColumn& days = snapshot.days();
  std::vector<bool> used(days.days.size());
  documents.for_each([&](std::uint32_t document) { used[days.codes[document]] = true; });
  Timestamp first = begin, last = end;
  for (std::size_t code = 1; code < used.size(); ++code) {
    if (!used[code]) continue;
    if (first == 0) first = days.days[code];
    if (end == 0) last = days.days[code] + 1;
  }
  for (Timestamp at = period_start(first, period); at < last; at = period_after(at, period)) {
    if (begins_.size() > kMostPeriods)
      throw Error(fmt::format("the span has more than {} periods", kMostPeriods),
                  "narrow it by --after and --before, or count by year");
    begins_.push_back(at);
    names_.push_back(period_label(at, period));
  }
  std::vector<std::uint32_t> place(days.days.size());
  for (std::size_t code = 1; code < place.size(); ++code)
    if (const std::uint32_t at = code_of(period_start(days.days[code], period)); at != 0)
      place[code] = at;
    else
      place[code] = kOutside;
  one_.resize(days.codes.size());
  for (std::size_t document = 0; document < one_.size(); ++document)
    one_[document] = place[days.codes[document]];
}

std::uint32_t CountColumn::code_of(Timestamp begin) const {
  const auto found = std::lower_bound(begins_.begin() + 1, begins_.end(), begin);
  return found == begins_.end() || *found != begin
             ? 0
             : static_cast<std::uint32_t>(found - begins_.begin());
}

std::uint64_t CountColumn::cut(std::size_t most, const DocSet& documents) {
  if (most == 0 || period_ || names_.size() - 1 <= most) return 0;
  std::vector<std::uint64_t> counts(names_.size());
  documents.for_each([&](std::uint32_t document) {
    for (const std::uint32_t code : values(document)) ++counts[code];
  });
  std::vector<std::uint32_t> order(names_.size() - 1);
  std::iota(order.begin(), order.end(), 1U);
  std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) {
    return counts[a] != counts[b] ? counts[a] > counts[b] : names_[a] < names_[b];
  });
  const auto other = static_cast<std::uint32_t>(most + 1);
  std::vector<std::uint32_t> renumbered(names_.size(), other);
  std::vector<std::string> names{""};
  renumbered[0] = 0;
  for (std::size_t i = 0; i < most; ++i) {
    renumbered[order[i]] = static_cast<std::uint32_t>(i + 1);
    names.push_back(names_[order[i]]);
  }
  std::uint64_t more = 0;
  for (std::size_t i = most; i < order.size(); ++i) more += counts[order[i]] > 0 ? 1 : 0;
  names.emplace_back(kOtherValue);
  names_ = std::move(names);
  for (std::uint32_t& code : one_) code = renumbered[code];
  for (std::vector<std::uint32_t>& codes : several_) {
    for (std::uint32_t& code : codes) code = renumbered[code];
    std::ranges::sort(codes);
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  }
  return more;
}

}  // namespace dateline::searching
