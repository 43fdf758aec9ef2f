// SPDX-License-Identifier: GPL-2.0-or-later
#include "comparison.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "marked_text.h"
#include "matching/match.h"
#include "parsing/canonical_text.h"

namespace dateline {

using namespace indexing;
using namespace searching;
namespace {

bool is_positional(Query::Kind kind) {
  return kind == Query::Kind::phrase || kind == Query::Kind::near ||
         kind == Query::Kind::not_near || kind == Query::Kind::at_least ||
         kind == Query::Kind::first;
}

/// With words of form stem as positional operators read them.
Query as_written(Query query) {
  if (query.kind == Query::Kind::word && query.form == Query::Form::stem) {
    // Alone in an operator that asks no more of it than to be there.
    Query once;
    once.kind = Query::Kind::at_least;
    once.number = 1;
    once.children = {std::move(query)};
    return once;
  }
  for (Query& child : query.children) child = as_written(std::move(child));
  return query;
}

}  // namespace

Comparison::Comparison(TwoSides& sides)
    : reference_(sides.reference()), searcher_(sides.folder()), snapshot_(sides.folder()) {
  snapshot_.catalog().for_each_current([&](Row row, const std::string& id) { ids_[row] = id; });
  // However little there is to divide, it is divided.
  searcher_.use(SearchThreads(3, 1));
  snapshot_.use(SearchThreads(3, 1));
  for (std::size_t i = 0; i < reference_.articles().size(); ++i)
    places_[reference_.articles()[i].article.id] = i;
}

void Comparison::check(const Query& query, const SearchRequest& request, bool thorough) {
  check_matches(query);
  SearchRequest counted = request;
  if (thorough) {
    counted.advice.explain = true;
    for (const char* field : {"source", "section", "author", "language", "year", "month"})
      counted.counts.facets.push_back({field, 0});
    counted.counts.timeline = checked_ % 2 == 0 ? Period::month : Period::day;
  }
  ++checked_;
  const Results results = searcher_.search(counted);
  for (const Note& note : results.notes)
    if (note.code == "wildcard-limit") {
      CHECK_FALSE(results.total_exact);
      return;  // too many words: what is found is not all there is
    }
  const Reference::Set expected = reference_.search(query, request);
  CHECK(results.total_exact);
  CHECK(results.total == Reference::count(expected));
  for (const Hit& hit : results.hits) check_marks(query, hit);
  found_something_ += results.total > 0;
  if (!thorough) return;
  check_facets(results, expected);
  check_timeline(results, expected);
  std::size_t clause = 0;
  check_explanation(query, results.explanation, clause, false);
  CHECK(clause == results.explanation.size());
  check_order(request, expected);
}

/// The set itself, however large.
void Comparison::check_matches(const Query& query) {
  Deadline none;
  Matcher matcher(snapshot_, none);
  std::set<std::string> found, expected;
  matcher.match(query).for_each([&](std::uint32_t row) { found.insert(ids_.at(row)); });
  const Reference::Set set = reference_.match(query);
  for (std::size_t i = 0; i < set.size(); ++i)
    if (set[i]) expected.insert(reference_.articles()[i].article.id);
  if (!matcher.exact()) return;
  for (const std::string& id : expected)
    if (!found.contains(id)) FAIL_CHECK("not found: " << id);
  for (const std::string& id : found)
    if (!expected.contains(id)) FAIL_CHECK("found, but does not match: " << id);
}

/// Headline and passage of a hit have the marks of the reference.
void Comparison::check_marks(const Query& query, const Hit& hit) {
  const std::size_t place = places_.at(hit.id);
  const Article& article = reference_.articles()[place].article;
  const Reference::Marks wanted = reference_.marks(query, place);
  const Bare title(article.title, wanted.title);
  const Bare headline(hit.title_marked.text, hit.title_marked.marks);
  INFO("article ", hit.id);
  INFO("wanted ", bracketed(article.title, wanted.title), " | ",
       bracketed(article.body, wanted.body));
  INFO("marked ", bracketed(hit.title_marked.text, hit.title_marked.marks), " | ",
       bracketed(hit.snippet.text, hit.snippet.marks));
  CHECK(headline.text == title.text);
  CHECK(headline.marks == title.marks);
  CHECK(hit.snippet.marks.empty() == wanted.body.empty());
  CHECK(is_passage_of(Bare(article.body, wanted.body), hit.snippet.text, hit.snippet.marks));
  marked_ += hit.snippet.marks.size();
}

void Comparison::check_facets(const Results& results, const Reference::Set& expected) {
  for (const Facet& facet : results.facets) {
    CAPTURE(facet.field);
    const Facet wanted = reference_.facet(facet.field, expected);
    CHECK(facet.distinct == wanted.distinct);
    CHECK(facet.missing == wanted.missing);
    REQUIRE(facet.values.size() == wanted.values.size());
    for (std::size_t i = 0; i < facet.values.size(); ++i) {
      CHECK(facet.values[i].value == wanted.values[i].value);
      CHECK(facet.values[i].count == wanted.values[i].count);
    }
  }
}

void Comparison::check_timeline(const Results& results, const Reference::Set& expected) {
  const Timeline wanted = reference_.timeline(results.timeline->period, expected);
  CHECK(results.timeline->missing == wanted.missing);
  // Periods of the asked span before the first article found and behind the last have none.
  const auto has_any = [](const TimelineEntry& entry) { return entry.count > 0; };
  const std::vector<TimelineEntry>& all = results.timeline->entries;
  const auto first = std::ranges::find_if(all, has_any);
  const auto last = std::ranges::find_if(all.rbegin(), std::make_reverse_iterator(first), has_any);
  const std::vector<TimelineEntry> found(first, last.base());
  REQUIRE(found.size() == wanted.entries.size());
  for (std::size_t i = 0; i < wanted.entries.size(); ++i) {
    CHECK(found[i].date == wanted.entries[i].date);
    CHECK(found[i].count == wanted.entries[i].count);
  }
}

/// --explain lists the clauses from the top down, each with the articles it matches by itself;
/// below a positional operator, as written.
void Comparison::check_explanation(const Query& query, const std::vector<ExplainedClause>& clauses,
                                   std::size_t& next, bool written) {
  REQUIRE(next < clauses.size());
  const ExplainedClause& clause = clauses[next++];
  CHECK(clause.text == to_text(query));
  INFO("clause: ", clause.text);
  CHECK(clause.count == Reference::count(reference_.match(written ? as_written(query) : query)));
  const bool within = written || is_positional(query.kind);
  for (const Query& child : query.children)
    if (query.kind != Query::Kind::phrase || child.kind != Query::Kind::all)  // a gap
      check_explanation(child, clauses, next, within);
}

/// Two pages by date, and one by relevance, which orders the same articles otherwise.
void Comparison::check_order(const SearchRequest& request, const Reference::Set& expected) {
  const std::vector<std::string> wanted = reference_.in_order(expected, request.order.sort);
  SearchRequest page = request;
  std::vector<std::string> found;
  for (int i = 0; i < 2; ++i, page.page.offset += page.page.limit)
    for (const Hit& hit : searcher_.search(page).hits) found.push_back(hit.id);
  const std::size_t read = std::min<std::size_t>(wanted.size(), 2 * request.page.limit);
  CHECK(found == std::vector(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(read)));

  page.page.offset = 0;
  page.order.sort = Sort::relevance;
  std::set<std::string> best;
  const std::set<std::string> all(wanted.begin(), wanted.end());
  for (const Hit& hit : searcher_.search(page).hits) {
    best.insert(hit.id);
    CHECK_MESSAGE(all.contains(hit.id), "by relevance, found though it does not match: ", hit.id);
  }
  CHECK(best.size() == std::min<std::size_t>(wanted.size(), page.page.limit));
}

}  // namespace dateline
