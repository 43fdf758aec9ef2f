// SPDX-License-Identifier: GPL-2.0-or-later
#include "value_matcher.h"

#include <algorithm>
#include <string_view>

#include "dates/dates.h"
#include "index_positions.h"
#include "snapshot/index_terms.h"
#include "snapshot/near_duplicates.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

/// The term of the year, month or day that begins at `begin`.
std::string period_term(Period period, Timestamp begin) {
  std::string term(period == Period::year    ? schema::kYearPrefix
                   : period == Period::month ? schema::kMonthPrefix
                                             : schema::kDayPrefix);
  for (const char c : period_name(begin, period))
    if (c != '-') term += c;
  return term;
}

}  // namespace

DocSet ValueMatcher::match_value(const Query& query) {
  if (query.field == FieldId::story) return match_story(query.text, snapshot_);
  if (query.field == FieldId::changed)
    return match_changed(query.text, snapshot_, [this] { terms_.check_time(); });
  if (schema::field(query.field).kind == schema::Kind::text && query.text.empty())
    return match_present(query.field);
  DocSet result = snapshot_.no_documents();
  add_exact(query, query.text, result);
  if (query.field != FieldId::id) return result;
  snapshot_.archives().for_each_named(query.text,
                                      [&](const OpenArchive& archive, std::string_view own_id) {
                                        DocSet there = snapshot_.no_documents();
                                        add_exact(query, own_id, there);
                                        there.for_each([&](std::uint32_t document) {
                                          if (document > archive.base && document <= archive.last)
                                            result.insert(document);
                                        });
                                      });
  return result;
}

/// Adds the documents of a value of an exact field, or of all values that begin so.
void ValueMatcher::add_exact(const Query& query, std::string_view text, DocSet& documents) const {
  const std::string prefix = exact_term(query.field, text);
  if (query.form != Query::Form::prefix) return add_filter(prefix, documents);
  for (IndexTerms terms(snapshot_.index(), prefix); !terms.at_end(); terms.next())
    add_filter(terms.term(), documents);
}

/// author:*, title:* and the like. A text ends with a mark of a paragraph.
DocSet ValueMatcher::match_present(FieldId field) {
  DocSet result = snapshot_.no_documents();
  if (field == FieldId::author) {
    const std::vector<std::uint32_t>& codes = snapshot_.codes(field).codes;
    for (std::uint32_t document = 1; document < codes.size(); ++document)
      if (codes[document] != 0) result.insert(document);
    return result;
  }
  const bool headline = field == FieldId::title || field == FieldId::hlead;
  const bool body = field != FieldId::title;
  TermPositions marks(snapshot_.index(), {std::string(schema::kParagraphMark)});
  snapshot_.all_documents().for_each([&](std::uint32_t document) {
    for (const std::uint32_t end : marks.read(document))
      if (end < schema::kBodyPosition ? headline : body) result.insert(document);
  });
  return result;
}

/// Adds the documents of a term of an exact field.
void ValueMatcher::add_filter(const std::string& term, DocSet& documents) const {
  if (const DocSet* const known = snapshot_.cached_filter(term))
    documents |= *known;
  else
    terms_.add(term, documents);
}

DocSet ValueMatcher::match_range(const Query& query) {
  if (query.field == FieldId::date) return match_dates(query.from, query.to);
  if (query.field == FieldId::copies) return match_copies(query.from, query.to, snapshot_);
  const std::vector<std::int64_t>& values = snapshot_.numbers(query.field).values;
  DocSet result = snapshot_.no_documents();
  for (std::uint32_t document = 1; document < values.size(); ++document) {
    const std::int64_t value = values[document];
    if (value != NumberColumn::kAbsent && (!query.from || value >= *query.from) &&
        (!query.to || value < *query.to))
      result.insert(document);
  }
  return result;
}

/// A bound at midnight is a bound of days, by the day an article has where it was written. Another
/// bound is one of instants, which are looked at in the days around it: a local day begins and ends
/// up to a day before or after that of UTC.
DocSet ValueMatcher::match_dates(std::optional<Timestamp> from, std::optional<Timestamp> to) {
  constexpr Timestamp kDay = 86'400;
  const auto is_day = [](Timestamp at) { return period_begin(at, Period::day) == at; };
  const auto day_after = [](Timestamp at) { return period_next(at, Period::day); };
  DocSet result = snapshot_.no_documents();
  const bool days_from = !from || is_day(*from), days_to = !to || is_day(*to);
  const std::optional<Timestamp> first = days_from ? from : std::optional(day_after(*from) + kDay);
  const std::optional<Timestamp> last =
      days_to ? to : std::optional(period_begin(*to, Period::day) - kDay);
  add_days(first, last, result);
  const auto add_edge = [&](Timestamp at) {
    const Timestamp end = day_after(at) + kDay;
    for (Timestamp day = period_begin(at, Period::day) - kDay; day < end; day += kDay)
      if (!(days_from && from && day < *from) && !(days_to && to && day >= *to))
        add_instants(day, days_from ? std::nullopt : from, days_to ? std::nullopt : to, result);
  };
  if (!days_from) add_edge(*from);
  if (!days_to) add_edge(*to);
  return result;
}

/// Adds the articles of whole years, months and days by their terms.
void ValueMatcher::add_days(std::optional<Timestamp> from, std::optional<Timestamp> to,
                            DocSet& documents) {
  const std::string year_prefix(schema::kYearPrefix);
  constexpr Period kPeriods[] = {Period::year, Period::month, Period::day};
  for (IndexTerms terms(snapshot_.index(), year_prefix); !terms.at_end(); terms.next()) {
    const std::optional<TimeSpan> year = parse_span(terms.term().substr(year_prefix.size()), 0);
    if (!year || (from && *year->end <= *from) || (to && *year->begin >= *to)) continue;
    const Timestamp end = to ? std::min(*to, *year->end) : *year->end;
    for (Timestamp at = from ? std::max(*from, *year->begin) : *year->begin; at < end;) {
      const auto* const period = std::ranges::find_if(kPeriods, [&](Period candidate) {
        return period_begin(at, candidate) == at && period_next(at, candidate) <= end;
      });
      add_filter(period_term(*period, at), documents);
      at = period_next(at, *period);
    }
  }
}

/// Adds the articles of a day that were published in [from, to).
void ValueMatcher::add_instants(Timestamp day, std::optional<Timestamp> from,
                                std::optional<Timestamp> to, DocSet& documents) {
  terms_.with(period_term(Period::day, day)).for_each([&](std::uint32_t document) {
    const std::int64_t time = snapshot_.number(FieldId::date, document);
    if ((!from || time >= *from) && (!to || time < *to)) documents.insert(document);
  });
}

}  // namespace dateline::searching
