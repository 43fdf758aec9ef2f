// SPDX-License-Identifier: GPL-2.0-or-later
// Laws of every search: on sets, counts, order and pages; and that the way articles came into the
// archive changes no answer.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "parsing/canonical_text.h"
#include "parsing/parser.h"
#include "search/searcher.h"
#include "support/random_query.h"
#include "support/reference.h"
#include "support/sample.h"
#include "support/support.h"

namespace dateline {

using namespace indexing;
using namespace searching;
namespace {

/// The canonical text of a random query.
rc::Gen<std::string> queries(int depth = 2) {
  return rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [depth](std::uint64_t seed) {
    return to_text(RandomQueries(sample().articles(), kNow, seed).tree(depth));
  });
}

std::string both(const std::string& a, const std::string& b) {
  return '(' + a + ") AND (" + b + ')';
}
std::string either(const std::string& a, const std::string& b) {
  return '(' + a + ") OR (" + b + ')';
}

/// All an answer shows, as one text: hits in order, facets (names apart from their spelling),
/// timeline.
std::string shown(Searcher& from, SearchRequest request) {
  for (const char* field : {"source", "section", "author", "language", "year", "month"})
    request.counts.facets.push_back({field, 0});
  request.counts.timeline = Period::week;
  const Results results = from.search(request);
  std::string text = std::to_string(results.total) + '\n';
  for (const Hit& hit : results.hits)
    text += hit.id + ' ' + hit.title + ' ' + hit.snippet.text + '\n';
  for (const Facet& facet : results.facets) {
    std::multimap<std::string, std::uint64_t> values;
    for (const FacetValue& value : facet.values)
      values.emplace(fold_value(value.value), value.count);
    text += facet.field + ' ' + std::to_string(facet.missing);
    for (const auto& [value, count] : values) text += ' ' + value + ' ' + std::to_string(count);
    text += '\n';
  }
  for (const TimelineEntry& entry : results.timeline->entries)
    text += entry.date + ' ' + std::to_string(entry.count) + '\n';
  return text;
}

/// Random queries must be answered alike, hits, order and numbers, by the two archives, but for
/// those that ask for earlier versions where only one has them.
void check_same_answers(const std::filesystem::path& one, const std::filesystem::path& other,
                        bool same_versions = true) {
  Searcher first(one), second(other);
  RandomQueries random(sample().articles(), kNow, 7);
  for (int i = 0; i < 60; ++i) {
    SearchRequest request = random.request();
    request.query.text = i == 0 ? "" : to_text(random.tree(i % 3));
    request.page.limit = 0;
    if (i % 2 == 0) request.order.sort = Sort::relevance;
    if (!same_versions && request.query.text.find("changed:") != std::string::npos) continue;
    INFO("query: ", request.query.text);
    CHECK(shown(first, request) == shown(second, request));
  }
}

Article dated(std::string id, std::string title, const std::string& date) {
  Article made;
  made.id = std::move(id);
  made.title = std::move(title);
  made.language = "en";
  made.published = parse_timestamp(date);
  return made;
}

}  // namespace

TEST_CASE("laws of sets") {
  CHECK(rc::check("a AND b is a part of a", [] {
    const std::string a = *queries(), b = *queries();
    const std::set<std::string> in_a = found(a), in_both = found(both(a, b));
    RC_ASSERT(std::ranges::includes(in_a, in_both));
  }));
  CHECK(rc::check("a OR b counts what is in both once", [] {
    const std::string a = *queries(), b = *queries();
    RC_ASSERT(total(either(a, b)) + total(both(a, b)) == total(a) + total(b));
  }));
  CHECK(rc::check("NOT NOT a is a, and NOT a is the rest", [] {
    const std::string a = *queries();
    RC_ASSERT(found("NOT (NOT (" + a + "))") == found(a));
    RC_ASSERT(total("NOT (" + a + ")") + total(a) == sample().articles().size());
    RC_ASSERT(total(both(a, "NOT (" + a + ")")) == 0U);
  }));
}

TEST_CASE("a facet's count is the total of the query with that filter") {
  CHECK(rc::check([] {
    const std::string query = *queries();
    SearchRequest request = request_for(query, Sort::newest, 1);
    for (const char* field :
         {"source", "section", "author", "language", "year", "month", "country", "type"})
      request.counts.facets.push_back({field, 0});
    const Results results = searcher().search(request);
    for (const Facet& facet : results.facets) {
      std::uint64_t all = facet.missing;
      for (const FacetValue& value : facet.values) {
        all += value.count;
        SearchRequest filtered = request_for(query, Sort::relevance, 1);
        if (facet.field == "country" || facet.field == "type")
          filtered = request_for(both(query, facet.field + ":\"" + value.value + "\""),
                                 Sort::relevance, 1);
        if (facet.field == "source") filtered.filters.sources = {value.value};
        if (facet.field == "section") filtered.filters.sections = {value.value};
        if (facet.field == "author") filtered.filters.authors = {value.value};
        if (facet.field == "language") filtered.filters.languages = {value.value};
        if (const auto span = parse_span(value.value, kNow);
            facet.field == "year" || facet.field == "month") {
          filtered.filters.after = span->begin;
          filtered.filters.before = span->end;
        }
        RC_ASSERT(searcher().search(filtered).total == value.count);
      }
      RC_ASSERT(all == results.total);
    }
  }));
}

TEST_CASE("pages joined are the whole, and limit 0 is everything") {
  CHECK(rc::check([] {
    const std::string query = *queries(1);
    const Sort sort = *rc::gen::element(Sort::relevance, Sort::newest, Sort::oldest);
    const auto limit = *rc::gen::inRange<std::uint64_t>(1, 30);
    const Results whole = searcher().search(request_for(query, sort));
    RC_ASSERT(whole.hits.size() == whole.total);
    Ids joined;
    SearchRequest page = request_for(query, sort, limit);
    do {
      const Results results = searcher().search(page);
      RC_ASSERT(results.total == whole.total);
      for (const Hit& hit : results.hits) {
        joined.push_back(hit.id);
        RC_ASSERT(hit.rank == joined.size());
      }
      page.page.offset += limit;
    } while (page.page.offset < whole.total + limit);
    RC_ASSERT(joined == ids_of(whole));
  }));
}

TEST_CASE("order and batching of the input never change an answer") {
  const TemporaryFolder at_once, shuffled, in_runs, updated;
  const std::vector<Article>& articles = sample().articles();
  // All archives first see their articles at the same time, as "seen:" asks for it.
  const TemporaryVariable clock("DATELINE_NOW", "2024-11-01");
  make_archive(at_once.path(), articles, {1, 512ULL << 20});

  std::vector<Article> other = articles;
  std::mt19937_64 random(42);
  for (std::size_t i = other.size(); i > 1; --i) std::swap(other[i - 1], other[random() % i]);
  SUBCASE("shuffled, two threads, little memory") {
    make_archive(shuffled.path(), other, {2, 1});
    check_same_answers(at_once.path(), shuffled.path());
  }
  SUBCASE("in three runs") {
    const auto third = static_cast<std::ptrdiff_t>(other.size() / 3);
    make_archive(in_runs.path(), {other.begin(), other.begin() + third}, {2, 1});
    make_archive(in_runs.path(), {other.begin() + third, other.end() - 1}, {1, 512ULL << 20});
    make_archive(in_runs.path(), {other.end() - 1, other.end()}, {2, 512ULL << 20});
    check_same_answers(at_once.path(), in_runs.path());
  }
  SUBCASE("after other versions of some of them") {
    std::vector<Article> before = other;
    for (std::size_t i = 0; i < before.size(); i += 3)
      before[i].body += "\n\nThis line was taken out later.";
    for (std::size_t i = 0; i < before.size(); i += 5) before[i].title = "Zanzibar";
    make_archive(updated.path(), before, {1, 512ULL << 20});
    CHECK(make_archive(updated.path(), articles, {2, 1}).updated > articles.size() / 3);
    check_same_answers(at_once.path(), updated.path(), false);
  }
}

TEST_CASE("indexing twice is indexing once") {
  const TemporaryFolder folder;
  const IngestReport first = make_archive(folder.path(), sample().articles());
  CHECK(first.added == sample().articles().size());
  Searcher before(folder.path());
  const std::string answer = shown(before, request_for("the"));
  const IngestReport second = make_archive(folder.path(), sample().articles());
  CHECK(second.added == 0);
  CHECK(second.updated == 0);
  CHECK(second.unchanged == first.added);
  Searcher after(folder.path());
  CHECK(shown(after, request_for("the")) == answer);
  CHECK(after.search(request_for("*")).total == first.added);
}

TEST_CASE("equal articles: newest first, then by id, on every page") {
  const TemporaryFolder folder;
  std::vector<Article> articles;
  for (int i = 0; i < 30; ++i) {
    const std::string id{static_cast<char>('a' + i * 7 % 26), static_cast<char>('a' + i)};
    const std::string day = "2024-01-0" + std::to_string(1 + i % 3);
    articles.push_back(dated(id, "Storm over the harbour", i % 4 == 3 ? "" : day));
  }
  articles.push_back(dated("other", "Nothing", "2024-01-01"));
  make_archive(folder.path(), articles);
  Ids expected;
  std::ranges::sort(articles, {}, [](const Article& a) {
    return std::tuple(!a.published, -a.published.value_or(0), a.id);
  });
  for (const Article& article : articles)
    if (article.id != "other") expected.push_back(article.id);

  Searcher storms(folder.path());
  for (const char* text :
       {"storm", "storm harbour", "\"storm over\"", "stor* OR harbour", "storm date:*|storm"}) {
    CAPTURE(std::string(text));
    CHECK(ids_of(storms.search(request_for(text))) == expected);
    for (const std::uint64_t limit : {1U, 4U, 7U, 29U, 30U, 31U}) {
      Ids joined;
      for (SearchRequest page = request_for(text, Sort::relevance, limit); page.page.offset < 30;
           page.page.offset += limit)
        for (const Hit& hit : storms.search(page).hits) joined.push_back(hit.id);
      CHECK(joined == expected);
    }
  }
}

TEST_CASE("a page of filtered articles by relevance holds none that the filter excludes") {
  const TemporaryFolder folder;
  std::vector<Article> articles;
  for (int i = 0; i < 20; ++i) {
    articles.push_back(dated("a" + std::to_string(i), "Storm", "2024-01-01"));
    articles.back().source = i % 2 == 0 ? "Even" : "Odd";
    if (i % 2 != 0) articles.back().body = "Storm, storm, storm.";
  }
  make_archive(folder.path(), articles);
  SearchRequest request = request_for("storm");
  request.filters.sources = {"even"};
  const Results results = Searcher(folder.path()).search(request);
  CHECK(results.total == 10);
  REQUIRE(results.hits.size() == 10);
  for (const Hit& hit : results.hits) CHECK(hit.source == "Even");
}

}  // namespace dateline
