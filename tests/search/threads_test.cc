// SPDX-License-Identifier: GPL-2.0-or-later
// A search on several threads against the same on one: every number, score and place must be equal.
// The archive has several segments, with removed and replaced versions in them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "search/searcher.h"
#include "snapshot/search_threads.h"
#include "support/support.h"

namespace dateline {

using namespace searching;
namespace {

constexpr const char* kWords[] = {"ferry", "harbour",    "quay", "crane",   "cranes", "council",
                                  "storm", "fisher",     "fish", "fishing", "boat",   "boats",
                                  "tide",  "breakwater", "mole", "pilot"};

std::vector<Article> random_articles(int first, int count, std::mt19937& random) {
  std::vector<Article> made;
  const auto word = [&] {  // the first words are much more frequent than the last ones
    const std::size_t a = random() % std::size(kWords), b = random() % std::size(kWords);
    return std::string(kWords[a * b / std::size(kWords)]);
  };
  for (int i = first; i < first + count; ++i) {
    Article a;
    a.id = "report-" + std::to_string(i);
    a.title = "The " + word() + " and the " + word();
    for (std::size_t n = 20 + random() % 200; n > 0; --n)
      a.body += word() + (n % 11 == 0 ? ". The " : n % 37 == 0 ? ".\n\n" : " ");
    a.source = i % 3 == 0 ? "Harbour Post" : "Meridian Ledger";
    a.language = "en";
    if (i % 7 != 0) a.published = 1'704'067'200 + 3'600 * static_cast<Timestamp>(random() % 9000);
    made.push_back(std::move(a));
  }
  return made;
}

std::string found_by(const SearchRequest& request, Searcher& searcher) {
  const Results results = searcher.search(request);
  std::string text = std::to_string(results.total) + (results.total_exact ? "" : " or more");
  for (const Hit& hit : results.hits) text += fmt::format("\n{} {}", hit.id, hit.score);
  for (const Facet& facet : results.facets)
    for (const auto& value : facet.values)
      text += "\n" + value.value + " " + std::to_string(value.count);
  return text;
}

constexpr const char* kQueries[] = {"ferry",
                                    "crane",
                                    "fish OR boat OR mole",
                                    "ferry harbour quay",
                                    "\"harbour quay\"",
                                    "\"the ferry and\"",
                                    "ferry NEAR/3 storm",
                                    "cr*",
                                    "f* NEAR/2 b*",
                                    "brekwater~",
                                    "title:tide",
                                    "ferry NOT harbour",
                                    "ATLEAST/4 crane",
                                    "FIRST/10 pilot",
                                    "source:\"Harbour Post\" mole",
                                    "date:2024-03..2024-07 council",
                                    "body:boat",
                                    "lead:storm",
                                    "case:The exact:boats",
                                    "(ferry OR pilot) \"crane crane\"",
                                    "*",
                                    "ferry^3 OR mole?",
                                    "NOT ferry",
                                    "\"fish* boat\""};

}  // namespace

TEST_CASE("threads: a search on several threads finds and orders what one thread does") {
  const TemporaryFolder folder;
  const std::filesystem::path archive = folder / "archive";
  std::mt19937 random(20);
  for (int part = 0; part < 5; ++part)
    make_archive(archive, random_articles(part * 150, 150 + part % 2 * 60, random));
  WritableArchive(archive, {}).remove(std::vector<Row>{3, 170, 171, 500});
  for (const auto& threads : {SearchThreads(2, 1), SearchThreads(5, 1), SearchThreads(3, 100)}) {
    Searcher one(archive), several(archive);
    several.use(threads);
    for (const char* query : kQueries)
      for (const Sort sort : {Sort::relevance, Sort::newest, Sort::fresh}) {
        CAPTURE(query);
        SearchRequest request;
        request.query.text = query;
        request.order.sort = sort;
        request.page.limit = 40;
        request.counts.facets = {{"source", 0}, {"month", 0}};
        CHECK(found_by(request, several) == found_by(request, one));
      }
  }
}

TEST_CASE("threads: an error of any thread ends the search, when all have ended") {
  std::atomic<int> ended = 0;
  const auto work = [&](std::size_t part) {
    ++ended;
    if (part == 2) throw std::runtime_error("part 2");
  };
  CHECK_THROWS_WITH(SearchThreads::run(4, work), "part 2");
  CHECK(ended == 4);
}

TEST_CASE("threads: the parts of a set are all of it, and no two share a place") {
  std::mt19937 random(7);
  for (const std::uint32_t last : {0U, 63U, 64U, 1000U, 100'000U}) {
    DocSet set(last);
    for (std::uint32_t n = 0; n < last / 3; ++n)
      set.insert(static_cast<std::uint32_t>(random() % (last + 1)));
    for (const unsigned parts : {1U, 2U, 3U, 7U}) {
      std::size_t place = 0, members = 0;
      for (const DocSet::Part& part : set.divide(parts)) {
        CHECK(part.begin == place);
        place = part.end;
        members += set.count(part);
        set.for_each(part, [&](std::uint32_t number) {
          CHECK(number >= part.first());
          CHECK(number <= part.last());
        });
      }
      CHECK(place == last / 64 + std::size_t{1});
      CHECK(members == set.count());
    }
  }
}

}  // namespace dateline
