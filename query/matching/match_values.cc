// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of Matcher that know values, numbers and dates.
#include "dates/dates.h"
#include "match.h"
#include "snapshot/near_duplicates.h"

namespace dateline::searching {

using schema::FieldId;

DocSet Matcher::match_value(const Query& query) {
  if (query.field == FieldId::story) return match_story(query.text, snapshot_);
  if (query.field == FieldId::changed) return match_changed(query.text, snapshot_);
  DocSet result = snapshot_.no_documents();
  const std::string prefix = exact_term(query.field, query.text);
  if (query.form != Query::Form::prefix) {
    add_filter(prefix, result);
    return result;
  }
  const Xapian::Database& db = snapshot_.database();
  for (auto term = db.allterms_begin(prefix); term != db.allterms_end(prefix); ++term)
    add_filter(*term, result);
  return result;
}

/// The documents of a term of an exact field.
void Matcher::add_filter(const std::string& term, DocSet& documents) const {
  if (const DocSet* const known = snapshot_.cached_filter(term))
    documents |= *known;
  else
    add_postings(term, documents);
}

DocSet Matcher::match_range(const Query& query) {
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

/// Whole years, months and days of the span by their terms; what is left at the ends by time of
/// day.
DocSet Matcher::match_dates(std::optional<Timestamp> from, std::optional<Timestamp> to) {
  const Xapian::Database& db = snapshot_.database();
  const std::string year_prefix(schema::kYearPrefix);
  DocSet result = snapshot_.no_documents();
  const auto add = [&](std::string_view prefix, const std::string& name) {
    std::string term(prefix);
    for (const char c : name)
      if (c != '-') term += c;
    add_filter(term, result);
  };
  const auto add_part_of_day = [&](Timestamp begin, Timestamp end) {
    std::string term(schema::kDayPrefix);
    for (const char c : period_name(begin, Period::day))
      if (c != '-') term += c;
    postings(term).for_each([&](std::uint32_t document) {
      const std::int64_t time = snapshot_.number(FieldId::date, document);
      if (time >= begin && time < end) result.insert(document);
    });
  };
  for (auto term = db.allterms_begin(year_prefix); term != db.allterms_end(year_prefix); ++term) {
    const std::optional<TimeSpan> year = parse_span((*term).substr(year_prefix.size()), 0);
    if (!year || (from && *year->end <= *from) || (to && *year->begin >= *to)) continue;
    const Timestamp begin = from ? std::max(*from, *year->begin) : *year->begin;
    const Timestamp end = to ? std::min(*to, *year->end) : *year->end;
    for (Timestamp at = begin; at < end;) {
      const auto whole = [&](Period period) {
        return period_begin(at, period) == at && period_next(at, period) <= end;
      };
      if (whole(Period::year)) {
        add(schema::kYearPrefix, period_name(at, Period::year));
        at = period_next(at, Period::year);
      } else if (whole(Period::month)) {
        add(schema::kMonthPrefix, period_name(at, Period::month));
        at = period_next(at, Period::month);
      } else if (whole(Period::day)) {
        add(schema::kDayPrefix, period_name(at, Period::day));
        at = period_next(at, Period::day);
      } else {
        const Timestamp next = std::min(period_next(at, Period::day), end);
        add_part_of_day(at, next);
        at = next;
      }
    }
  }
  return result;
}

}  // namespace dateline::searching
