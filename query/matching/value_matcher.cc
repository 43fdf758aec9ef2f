// SPDX-License-Identifier: GPL-2.0-or-later
#include "value_matcher.h"

#include <xapian.h>

#include <algorithm>
#include <string_view>

#include "dates/dates.h"
#include "index_positions.h"
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
  if (query.field == FieldId::changed) return match_changed(query.text, snapshot_);
  if (schema::field(query.field).kind == schema::Kind::text && query.text.empty())
    return match_present(query.field);
  DocSet result = snapshot_.no_documents();
  const std::string prefix = exact_term(query.field, query.text);
  if (query.form != Query::Form::prefix) {
    add_filter(prefix, result);
    return result;
  }
  const Xapian::Database& db = snapshot_.terms();
  for (auto term = db.allterms_begin(prefix); term != db.allterms_end(prefix); ++term)
    add_filter(*term, result);
  return result;
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

DocSet ValueMatcher::match_dates(std::optional<Timestamp> from, std::optional<Timestamp> to) {
  const Xapian::Database& db = snapshot_.terms();
  const std::string year_prefix(schema::kYearPrefix);
  DocSet result = snapshot_.no_documents();
  for (auto term = db.allterms_begin(year_prefix); term != db.allterms_end(year_prefix); ++term) {
    const std::optional<TimeSpan> year = parse_span((*term).substr(year_prefix.size()), 0);
    if (!year || (from && *year->end <= *from) || (to && *year->begin >= *to)) continue;
    add_dates(from ? std::max(*from, *year->begin) : *year->begin,
              to ? std::min(*to, *year->end) : *year->end, result);
  }
  return result;
}

/// Adds whole years, months and days by their terms, and the parts of days at the ends by the time
/// of day.
void ValueMatcher::add_dates(Timestamp begin, Timestamp end, DocSet& documents) {
  const auto is_whole = [&](Timestamp at, Period period) {
    return period_begin(at, period) == at && period_next(at, period) <= end;
  };
  constexpr Period kPeriods[] = {Period::year, Period::month, Period::day};
  for (Timestamp at = begin; at < end;) {
    const auto* const period =
        std::ranges::find_if(kPeriods, [&](Period candidate) { return is_whole(at, candidate); });
    if (period != std::end(kPeriods)) {
      add_filter(period_term(*period, at), documents);
      at = period_next(at, *period);
    } else {
      const Timestamp next = std::min(period_next(at, Period::day), end);
      add_part_of_day(at, next, documents);
      at = next;
    }
  }
}

void ValueMatcher::add_part_of_day(Timestamp begin, Timestamp end, DocSet& documents) {
  terms_.with(period_term(Period::day, begin)).for_each([&](std::uint32_t document) {
    const std::int64_t time = snapshot_.number(FieldId::date, document);
    if (time >= begin && time < end) documents.insert(document);
  });
}

}  // namespace dateline::searching
