// SPDX-License-Identifier: GPL-2.0-or-later
// An archive that came about by many small additions, updates and removals answers as one that had
// its articles from the beginning, before and after its segments are merged.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/archive_writer.h"
#include "search/searcher.h"
#include "support/support.h"
#include "upkeep/verify.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;
namespace fs = std::filesystem;

namespace {

using Random = std::mt19937;

constexpr Timestamp kNow = 1735646400;  // 2024-12-31T12:00:00Z

std::size_t below(Random& random, std::size_t n) {
  return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
}

Article random_article(Random& random, const std::string& id) {
  static const std::vector<std::string> kWords{"harbour", "tide",   "bank",    "rates", "council",
                                               "ferry",   "strike", "harvest", "grain", "mayor",
                                               "bridge",  "storm",  "Port",    "Haven", "vote"};
  Article a;
  a.id = id;
  a.language = "en";
  const auto words = [&](std::size_t most) {
    std::string text;
    for (std::size_t n = 1 + below(random, most); n > 0; --n)
      text += kWords[below(random, below(random, kWords.size()) + 1)] + (n % 7 == 0 ? ". " : " ");
    return text;
  };
  a.title = words(6);
  a.body = words(90);
  a.published = kNow - static_cast<Timestamp>(below(random, 400)) * 86'400;
  a.source = below(random, 2) == 0 ? "Harbour Post" : "Tide Wire";
  return a;
}

/// What a set of searches finds, with its order, scores and counts.
std::string answers(const fs::path& archive) {
  Searcher searcher(archive);
  std::string text;
  for (const char* const query :
       {"tide", "bank rates", "\"bank rates\"", "ferry OR strike", "harbour NEAR/3 tide",
        "NOT harbour", "har*", "title:tide", "\"port haven\"", "date:2024-06..2024-09",
        "source:\"Tide Wire\" vote", "tide SAME bank", "stroms"}) {
    SearchRequest request;
    request.query.text = query;
    request.now = kNow;
    request.page.limit = 1'000;
    request.counts.facets = {{"source", 0}, {"month", 0}};
    const Results results = searcher.search(request);
    text += fmt::format("{}: {}", query, results.total);
    for (const Facet& facet : results.facets)
      for (const auto& value : facet.values)
        text += fmt::format(" {}={}", value.value, value.count);
    for (const Hit& hit : results.hits) text += fmt::format(" {} {:.9f}", hit.id, hit.score);
    text += '\n';
  }
  return text;
}

/// The first line in which they differ; "" where none does.
std::string first_difference(const std::string& found, const std::string& expected) {
  std::istringstream in(found), other(expected);
  for (std::string line, wanted; std::getline(in, line);) {
    std::getline(other, wanted);
    if (line != wanted) return fmt::format("{}\ninstead of\n{}", line, wanted);
  }
  return "";
}

std::size_t segments_of(const fs::path& archive) {
  return Catalog(archive, Catalog::Mode::read).segments().size();
}

DeadRows dead_rows_of(const fs::path& archive) {
  return Catalog(archive, Catalog::Mode::read).dead_rows();
}

}  // namespace

TEST_CASE("laws: an archive with a history answers as one without") {
  for (const unsigned seed : {1u, 2u}) {
    CAPTURE(seed);
    Random random(seed);
    const TemporaryFolder folder;
    const fs::path grown = folder / "grown", made = folder / "made";
    std::map<std::size_t, Article> present;  // by when they came
    std::map<std::string, std::size_t> known;
    std::size_t time = 0;
    for (int commit = 0; commit < 40; ++commit) {
      if (known.size() > 5 && below(random, 5) == 0) {
        const auto leaves =
            std::next(known.begin(), static_cast<std::ptrdiff_t>(below(random, known.size())));
        std::vector<std::string> unknown;
        WritableArchive(grown, {}).remove({leaves->first}, &unknown);
        CHECK(unknown.empty());
        present.erase(leaves->second);
        known.erase(leaves);
        continue;
      }
      std::vector<Article> batch;
      std::map<std::string, bool> in_batch;
      for (std::size_t n = 1 + below(random, 6); n > 0; --n) {
        const std::string id = fmt::format("urn:a{}", below(random, 120));
        if (!in_batch.emplace(id, true).second) continue;
        batch.push_back(random_article(random, id));
        if (const auto before = known.find(id); before != known.end())
          present.erase(before->second);
        known[id] = ++time;
        present[time] = batch.back();
      }
      make_archive(grown, batch);
    }
    std::vector<Article> all;
    for (const auto& [when, article] : present) all.push_back(article);
    make_archive(made, all);
    const std::string expected = answers(made);
    CHECK(segments_of(grown) > 1);
    CHECK(segments_of(grown) < 20);
    CHECK(first_difference(answers(grown), expected) == "");
    for (const std::string& problem : verify(grown, {true}).problems) FAIL_CHECK(problem);
    const DeadRows dead = dead_rows_of(grown);
    CHECK_FALSE(dead.superseded.empty());
    WritableArchive(grown, {}).optimize();
    CHECK(segments_of(grown) == 1);
    CHECK(first_difference(answers(grown), expected) == "");
    CHECK(dead_rows_of(grown) == DeadRows{.superseded = dead.superseded, .removed = {}});
    for (const std::string& problem : verify(grown, {true}).problems) FAIL_CHECK(problem);
    WritableArchive(grown, {}).rebuild();
    CHECK(first_difference(answers(grown), expected) == "");
    CHECK(dead_rows_of(grown).superseded == dead.superseded);
    WritableArchive(grown, {}).optimize(Journal::Versions::forgotten);
    CHECK(first_difference(answers(grown), expected) == "");
    CHECK(dead_rows_of(grown).size() == 0);
    for (const std::string& problem : verify(grown, {true}).problems) FAIL_CHECK(problem);
  }
}

TEST_CASE("updates and removals leave the files of a segment as they are") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  Random random(5);
  std::vector<Article> articles;
  for (int i = 0; i < 200; ++i)
    articles.push_back(random_article(random, fmt::format("urn:{}", i)));
  articles[7].body = "The old lighthouse.";
  articles[8].body = "A lighthouse that is removed.";
  make_archive(archive, articles);
  const auto files = [&] {
    std::map<std::string, fs::file_time_type> times;
    for (const auto& file : fs::recursive_directory_iterator(archive / "terms" / "1"))
      times[file.path().filename()] = fs::last_write_time(file);
    return times;
  };
  const auto before = files();
  REQUIRE(before.size() >= 3);
  articles[7].body = "The new windmill.";
  make_archive(archive, {articles[7]});
  std::vector<std::string> unknown;
  WritableArchive(archive, {}).remove({"urn:8"}, &unknown);
  CHECK(files() == before);
  CHECK(dead_rows_of(archive) == DeadRows{.superseded = {8}, .removed = {9}});
  const auto total = [&](const char* query) {
    SearchRequest request;
    request.query.text = query;
    return Searcher(archive).search(request).total;
  };
  CHECK(total("lighthouse") == 0);
  CHECK(total("lighthous*") == 0);
  CHECK(total("windmill") == 1);
  CHECK(total("*") == 199);
  CHECK(total("id:urn:7") == 1);
  CHECK(verify(archive, {true}).problems.empty());
  // Removal takes the earlier versions too.
  WritableArchive(archive, {}).remove({"urn:7"}, &unknown);
  CHECK(dead_rows_of(archive).superseded.empty());
  CHECK(dead_rows_of(archive).removed.size() + segments_of(archive) == 3);  // the new one's is gone
  CHECK(verify(archive, {true}).problems.empty());
  // A segment that is mostly removed is written again without what it has lost.
  std::vector<std::string> half;
  for (int i = 10; i < 90; ++i) half.push_back(fmt::format("urn:{}", i));
  WritableArchive(archive, {}).remove(half, &unknown);
  CHECK(dead_rows_of(archive).size() == 0);
  CHECK(total("*") == 118);
  CHECK(verify(archive, {true}).problems.empty());
}

TEST_CASE("an addition leaves the files of larger segments as they are") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  Random random(3);
  std::vector<Article> first;
  for (int i = 0; i < 400; ++i) first.push_back(random_article(random, fmt::format("first{}", i)));
  make_archive(archive, first);
  const std::vector<IndexSegment> before = Catalog(archive, Catalog::Mode::read).segments();
  REQUIRE(before.size() == 1);
  const fs::path large = archive / "terms" / std::to_string(before[0].number) / "postlist.glass";
  const auto written = fs::last_write_time(large);
  for (int i = 0; i < 20; ++i)
    make_archive(archive, {random_article(random, fmt::format("late{}", i))});
  const std::vector<IndexSegment> after = Catalog(archive, Catalog::Mode::read).segments();
  CHECK(after.size() > 1);
  CHECK(after.size() < 10);
  CHECK(after[0].number == before[0].number);
  CHECK(fs::last_write_time(large) == written);
  std::size_t folders = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(archive / "terms")) ++folders;
  CHECK(folders == after.size());
}

TEST_CASE("an archive that loses all its articles has no segment, and takes new ones") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  Random random(4);
  make_archive(archive, {random_article(random, "one")});
  make_archive(archive, {random_article(random, "two")});
  std::vector<std::string> unknown;
  WritableArchive(archive, {}).remove({"one", "two"}, &unknown);
  CHECK(segments_of(archive) == 0);
  CHECK(fs::is_empty(archive / "terms"));
  CHECK(verify(archive, {true}).problems.empty());
  make_archive(archive, {random_article(random, "three")});
  CHECK(segments_of(archive) == 1);
  CHECK(verify(archive, {true}).problems.empty());
}
