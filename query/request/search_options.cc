// SPDX-License-Identifier: GPL-2.0-or-later
#include "search_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "dates/moment.h"
#include "error.h"

namespace dateline::searching {
namespace {

using Kind = SearchOption::Kind;
using Request = SearchRequest;
using Value = const std::string&;

constexpr std::array<std::string_view, 4> kSorts{"relevance", "newest", "oldest", "fresh"};
constexpr std::array<std::string_view, 4> kPeriods{"day", "week", "month", "year"};
constexpr std::array<std::string_view, 2> kMatches{"all", "any"};
constexpr std::array<std::string_view, 5> kDialects{"default", "nexis", "factiva", "google",
                                                    "xapian"};
constexpr double kAny = std::numeric_limits<double>::max();

/// The place of `value` among `choices`, which are named in the order of their enumeration.
template <class Enumeration, std::size_t n>
Enumeration chosen(const std::array<std::string_view, n>& choices, Value value) {
  return static_cast<Enumeration>(std::ranges::find(choices, value) - choices.begin());
}
static_assert(static_cast<int>(Sort::fresh) == 3 && static_cast<int>(Period::year) == 3 &&
              static_cast<int>(Dialect::xapian) == 4);

Timestamp start_of(Value text, const char* option, Timestamp now) {
  const std::optional<TimeSpan> span = parse_span(text, now);
  if (!span || !span->begin)
    throw Error(fmt::format("--{} {} is not a date", option, text),
                "give 2024, 2024-08, 2024-08-22, a full time, 7d or yesterday");
  return *span->begin;
}

/// "source:20" → source, 20.
FacetRequest facet_of(Value text) {
  FacetRequest request;
  constexpr std::string_view kFirst = "first:";  // is a part of the name
  const std::size_t colon = text.find(':', text.starts_with(kFirst) ? kFirst.size() : 0);
  request.field = text.substr(0, colon);
  bool good = is_facet(request.field);
  if (colon != std::string::npos) {
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, request.values);
    good = good && error == std::errc() && rest == end && colon + 1 < text.size();
  }
  if (!good)
    throw Error(fmt::format("--facet {} is not FIELD or FIELD:N", text),
                "fields: source, section, author, language, topic, country, type, site, year, "
                "month, week, day, first:source");
  return request;
}

bool is_on(Value value) { return value.empty() || value == "1" || value == "true"; }

const std::array kOptions{
    SearchOption{.name = "limit",
                 .kind = Kind::count,
                 .help = "hits on a page; 0 = all",
                 .otherwise = "10",
                 .set = [](Request& r, Value v) { r.page.limit = count_of(v); }},
    SearchOption{.name = "offset",
                 .kind = Kind::count,
                 .help = "hits to pass over",
                 .otherwise = "0",
                 .set = [](Request& r, Value v) { r.page.offset = count_of(v); }},
    SearchOption{.name = "sort",
                 .kind = Kind::choice,
                 .help = "order of hits",
                 .otherwise = "relevance",
                 .choices = kSorts,
                 .set = [](Request& r, Value v) { r.order.sort = chosen<Sort>(kSorts, v); }},
    SearchOption{.name = "half-life",
                 .kind = Kind::number,
                 .help = "days in which --sort fresh halves what age leaves of relevance",
                 .otherwise = "30",
                 .least = 1e-3,
                 .most = 1e6,
                 .set = [](Request& r, Value v) { r.order.freshness.half_life = number_of(v); }},
    SearchOption{.name = "fresh-floor",
                 .kind = Kind::number,
                 .help = "the share of relevance --sort fresh leaves any article",
                 .otherwise = "0.2",
                 .least = 0,
                 .most = 1,
                 .set = [](Request& r, Value v) { r.order.freshness.floor = number_of(v); }},
    SearchOption{.name = "similar",
                 .help = "articles on the subject of the one with this id",
                 .set = [](Request& r, Value v) { r.query.similar = v; }},
    SearchOption{.name = "source",
                 .help = "only this source (repeat: or)",
                 .repeatable = true,
                 .set = [](Request& r, Value v) { r.filters.sources.push_back(v); }},
    SearchOption{.name = "section",
                 .help = "only this section (repeat: or)",
                 .repeatable = true,
                 .set = [](Request& r, Value v) { r.filters.sections.push_back(v); }},
    SearchOption{.name = "author",
                 .help = "only this author, the whole byline (repeat: or)",
                 .repeatable = true,
                 .set = [](Request& r, Value v) { r.filters.authors.push_back(v); }},
    SearchOption{.name = "language",
                 .help = "only this language (repeat: or)",
                 .repeatable = true,
                 .set = [](Request& r, Value v) { r.filters.languages.push_back(v); }},
    SearchOption{.name = "after",
                 .kind = Kind::date,
                 .help = "published at or after the start of this date",
                 .set = [](Request& r, Value v) { r.filters.after = start_of(v, "after", r.now); }},
    SearchOption{
        .name = "before",
        .kind = Kind::date,
        .help = "published before the start of this date",
        .set = [](Request& r, Value v) { r.filters.before = start_of(v, "before", r.now); }},
    SearchOption{.name = "as-of",
                 .help = "the archive as it stood at the end of this day (in the archive's zone), "
                         "at this time, or with row:N",
                 .set =
                     [](Request& r, Value v) {
                       read_moment(v, r.now);
                       r.as_of = v;
                     }},
    SearchOption{.name = "facet",
                 .kind = Kind::facets,
                 .help =
                     "counts by FIELD[:N],...: source, section, author, language, topic, country, "
                     "type, site, year, month, week, day; first:source: stories, by who had them "
                     "first",
                 .repeatable = true,
                 .set =
                     [](Request& r, Value v) {
                       for (const std::string& facet : facet_list(v))
                         r.counts.facets.push_back(facet_of(facet));
                     }},
    SearchOption{
        .name = "timeline",
        .kind = Kind::choice,
        .help = "counts by time",
        .choices = kPeriods,
        .set = [](Request& r, Value v) { r.counts.timeline = chosen<Period>(kPeriods, v); }},
    SearchOption{.name = "snippet",
                 .kind = Kind::flag,
                 .help = "passages from the articles",
                 .otherwise = "1",
                 .set = [](Request& r, Value v) { r.page.snippets = is_on(v); }},
    SearchOption{.name = "match",
                 .kind = Kind::choice,
                 .help = "bare words: all of them, or any",
                 .otherwise = "all",
                 .choices = kMatches,
                 .set = [](Request& r, Value v) { r.query.match_any = v == "any"; }},
    SearchOption{.name = "floor",
                 .kind = Kind::number,
                 .help = "with --match any: the share of the words' weight an article must have "
                         "(minimum should match)",
                 .otherwise = "0",
                 .least = 0,
                 .most = 1,
                 .set = [](Request& r, Value v) { r.query.floor = number_of(v); }},
    SearchOption{
        .name = "expand",
        .kind = Kind::flag,
        .help = "rank by words of the best articles too; finds the same articles, in another order",
        .otherwise = "0",
        .set = [](Request& r, Value v) { r.order.expand = is_on(v); }},
    SearchOption{.name = "wide",
                 .kind = Kind::flag,
                 .help = "words stand for derived ones, too: organ for organic and organize",
                 .otherwise = "0",
                 .set = [](Request& r, Value v) { r.query.wide = is_on(v); }},
    SearchOption{
        .name = "dialect",
        .kind = Kind::choice,
        .help = "whose habits the query is read by",
        .otherwise = "default",
        .choices = kDialects,
        .set = [](Request& r, Value v) { r.query.dialect = chosen<Dialect>(kDialects, v); }},
    SearchOption{.name = "timeout",
                 .kind = Kind::number,
                 .help = "seconds a search may take; 0 = any",
                 .otherwise = "10",
                 .least = 0,
                 .most = kAny,
                 .set = [](Request& r, Value v) { r.timeout = number_of(v); }},
    SearchOption{.name = "group",
                 .kind = Kind::flag,
                 .help = "one hit for articles with nearly the same text",
                 .otherwise = "0",
                 .alias = "nodup",
                 .set = [](Request& r, Value v) { r.page.group = is_on(v); }},
    SearchOption{
        .name = "correct",
        .kind = Kind::flag,
        .help = "where nothing is found, search for the likeliest spelling instead, and say so",
        .otherwise = "0",
        .set = [](Request& r, Value v) { r.advice.correct = is_on(v); }},
    SearchOption{.name = "explain",
                 .kind = Kind::flag,
                 .help = "the query as understood, with counts for each clause",
                 .otherwise = "0",
                 .set = [](Request& r, Value v) { r.advice.explain = is_on(v); }},
    SearchOption{.name = "strict",
                 .kind = Kind::flag,
                 .help = "a query that had to be repaired is an error",
                 .otherwise = "0",
                 .set = [](Request& r, Value v) { r.advice.strict = is_on(v); }},
};

}  // namespace

bool is_facet(const std::string& field) {
  static constexpr std::string_view kFacets[] = {
      "source", "section", "author", "language", "topic", "country",     "type",
      "site",   "year",    "month",  "week",     "day",   "first:source"};
  return std::ranges::find(kFacets, std::string_view(field)) != std::end(kFacets);
}

std::span<const SearchOption> search_options() { return kOptions; }

std::string complaint(const SearchOption& option, const std::string& value) {
  switch (option.kind) {
    case Kind::count:
      if (value.empty() || value.size() > 18 ||
          value.find_first_not_of("0123456789") != std::string::npos)
        return value + " is not a whole number";
      if (const std::uint64_t count = count_of(value);
          option.least != option.most &&
          (static_cast<double>(count) < option.least || static_cast<double>(count) > option.most))
        return fmt::format("{} is not from {} to {}", value, option.least, option.most);
      return "";
    case Kind::number: {
      double number = 0;
      const char* const end = value.data() + value.size();
      const auto [rest, error] = std::from_chars(value.data(), end, number);
      if (value.empty() || error != std::errc() || rest != end || !std::isfinite(number))
        return value + " is not a number";
      if (number >= option.least && number <= option.most) return "";
      return option.most == kAny
                 ? fmt::format("{} is less than {}", value, option.least)
                 : fmt::format("{} is not from {} to {}", value, option.least, option.most);
    }
    case Kind::flag:
      return is_on(value) || value == "0" || value == "false" ? "" : value + " is not 0 or 1";
    case Kind::choice:
      return std::ranges::find(option.choices, value) != option.choices.end()
                 ? ""
                 : fmt::format("{} not in {{{}}}", value, fmt::join(option.choices, ","));
    case Kind::text:
    case Kind::date:
    case Kind::facets:
      break;
  }
  return "";
}

std::uint64_t count_of(const std::string& value) { return std::stoull(value); }

double number_of(const std::string& value) {
  double number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

std::vector<std::string> facet_list(const std::string& value) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t comma = value.find(',', begin);
    parts.push_back(value.substr(begin, comma - begin));
    if (comma == std::string::npos) return parts;
    begin = comma + 1;
  }
}

}  // namespace dateline::searching
