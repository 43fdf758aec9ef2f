// SPDX-License-Identifier: GPL-2.0-or-later
// Several processes on an archive: a second writer, and readers while an indexer writes.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

#include "results/presenter.h"
#include "search/searcher.h"
#include "support/process.h"
#include "support/support.h"
#include "upkeep/verify.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;
namespace fs = std::filesystem;

namespace {

const Timestamp kNow = 1735646400;  // 2024-12-31T12:00:00Z

std::string corpus(const std::string& name) {
  return (repository_root() / "corpus" / name).string();
}

}  // namespace

TEST_CASE("a second writer gives up with 75, a reader does not mind") {
  const TemporaryFolder folder;
  add_files(folder / "archive", {corpus("articles/harbour-post.json")});
  const int lock = ::open((folder / "archive" / "writer.lock").c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(lock >= 0);
  REQUIRE(::flock(lock, LOCK_EX | LOCK_NB) == 0);
  const Environment environment{{"DATELINE_INDEX", (folder / "archive").string()}};
  const auto run = [&](const char* name, std::vector<std::string> words) {
    words.insert(words.begin(), program(name).string());
    return Process(std::move(words), environment, folder.path()).wait();
  };
  const std::vector<std::vector<std::string>> writers{
      {"add", corpus("agency")}, {"remove", "hp-10009"}, {"optimize"}, {"rebuild"}};
  for (const auto& command : writers) {
    CAPTURE(command.front());
    const Finished second = run("dateline-indexer", command);
    CHECK(second.exit_code == 75);
    CHECK(second.err.starts_with("error: another writer holds the index"));
  }
  CHECK(run("dateline-indexer", {"verify"}).exit_code == 0);
  CHECK(run("dateline-indexer", {"status"}).exit_code == 0);
  CHECK(run("dateline-query", {"--limit", "0", "--format", "ids"}).exit_code == 0);
  ::close(lock);
  CHECK(run("dateline-indexer", {"remove", "hp-10009"}).exit_code == 0);
}

namespace {

constexpr int kBatches = 30, kAdded = 7, kUpdated = 10;

Article article(const std::string& id, const std::string& body) {
  Article a;
  a.id = id;
  a.title = "Article " + id;
  a.body = body;
  a.published = kNow;
  return a;
}

/// Batch k adds new articles and replaces ten old ones, so that all ten say "edition k".
void write_batches(const fs::path& folder) {
  for (int k = 1; k <= kBatches; ++k) {
    std::ofstream out(folder / ("batch" + std::to_string(k) + ".jsonl"));
    for (int i = 0; i < kUpdated; ++i)
      out << to_json_line(
                 article("old" + std::to_string(i), "This is edition " + std::to_string(k) + "."))
          << '\n';
    for (int i = 0; i < kAdded; ++i)
      out << to_json_line(
                 article("new" + std::to_string(k) + "." + std::to_string(i), "Another harvest."))
          << '\n';
  }
}

/// Searches once; every total must be that of a commit. Returns the commit.
std::uint64_t check_search(Searcher& searcher) {
  SearchRequest request;
  request.now = kNow;
  request.page.limit = 20;
  request.counts.facets = {{"month", 0}};
  request.query.text = "edition";
  const Results updated = searcher.search(request);
  CHECK(updated.total == kUpdated);
  CHECK(updated.hits.size() == kUpdated);
  std::set<std::string> editions;
  for (const Hit& hit : updated.hits) editions.insert(hit.snippet.text);
  CHECK(editions.size() == 1);  // all of one commit
  request.query.text = "harvest OR edition";
  const Results all = searcher.search(request);
  REQUIRE(all.total >= kUpdated);
  CHECK((all.total - kUpdated) % kAdded == 0);
  REQUIRE(all.facets.front().values.size() == 1);
  CHECK(all.facets.front().values.front().count == all.total);
  return (all.total - kUpdated) / kAdded;
}

}  // namespace

TEST_CASE("readers see whole commits while an indexer writes") {
  const TemporaryFolder folder;
  write_batches(folder.path());
  std::vector<Article> first;
  for (int i = 0; i < kUpdated; ++i)
    first.push_back(article("old" + std::to_string(i), "This is edition 0."));
  const fs::path archive = folder / "archive";
  make_archive(archive, first);
  const std::string script = "for k in $(seq " + std::to_string(kBatches) +
                             "); do \"$INDEXER\" --quiet add \"$BATCHES/batch$k.jsonl\" || exit 1;"
                             " [ $((k % 7)) != 0 ] || \"$INDEXER\" optimize || exit 1; done";
  Process writer({"/bin/sh", "-c", script},
                 {{"DATELINE_INDEX", archive.string()},
                  {"BATCHES", folder.path().string()},
                  {"INDEXER", program("dateline-indexer").string()}},
                 folder.path());
  Searcher lasting(archive);
  std::uint64_t seen = 0, searches = 0;
  for (bool running = true; running; ++searches) {
    running = writer.running();
    const std::uint64_t kept = check_search(lasting);
    Searcher fresh(archive);
    const std::uint64_t now = check_search(fresh);
    CHECK(kept <= now);
    CHECK(now >= seen);
    seen = now;
  }
  const Finished finished = writer.wait();
  CHECK_MESSAGE(finished.exit_code == 0, finished.err);
  CHECK(seen == kBatches);
  CHECK(searches > 10);
  CHECK(verify(archive).problems.empty());
}

TEST_CASE("readers do not fail while articles are removed") {
  const TemporaryFolder folder;
  std::vector<Article> articles;
  for (int i = 0; i < 200; ++i)
    articles.push_back(article("a" + std::to_string(i), "One harvest."));
  const fs::path archive = folder / "archive";
  make_archive(archive, articles);
  Process writer(
      {"/bin/sh", "-c", "for k in $(seq 0 39); do \"$INDEXER\" remove a$k || exit 1; done"},
      {{"DATELINE_INDEX", archive.string()}, {"INDEXER", program("dateline-indexer").string()}},
      folder.path());
  Searcher lasting(archive);
  for (bool running = true; running;) {
    running = writer.running();
    SearchRequest request;
    request.query.text = "harvest";
    request.now = kNow;
    request.page.limit = 0;
    Results results;
    CHECK_NOTHROW(results = lasting.search(request));
    CHECK(results.total >= 160);
  }
  const Finished finished = writer.wait();
  CHECK_MESSAGE(finished.exit_code == 0, finished.err);
}
