// SPDX-License-Identifier: GPL-2.0-or-later
// One writer and any number of readers: the order of waiting, and the state of a reader whose index
// is replaced. commits_test.cc and soak/ test the readers' view while articles change.
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <set>
#include <thread>

#include "error.h"
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
constexpr std::uint64_t kArticles = 300;

std::vector<Article> harvests(std::uint64_t from, std::uint64_t to) {
  std::vector<Article> articles;
  for (std::uint64_t i = from; i < to; ++i) {
    Article a;
    a.id = "a" + std::to_string(i);
    a.title = "Article a" + std::to_string(i);
    a.body = "One good harvest of many.";
    a.source = "Source " + std::to_string(i % 3);
    a.published = kNow;
    articles.push_back(std::move(a));
  }
  return articles;
}

SearchRequest request_for(const std::string& text, std::uint64_t limit) {
  SearchRequest request;
  request.query.text = text;
  request.page.limit = limit;
  request.now = kNow;
  request.counts.facets = {{"source", 0}};
  return request;
}

/// An archive in a folder of its own, and indexers that run beside the test.
class Indexers {
 public:
  Indexers() { make_archive(archive(), harvests(0, kArticles)); }

  fs::path archive() const { return folder_ / "archive"; }
  fs::path path(const std::string& name) const { return folder_ / name; }

  std::unique_ptr<Process> start(std::vector<std::string> words) {
    const fs::path outputs = folder_ / std::to_string(++started_);
    fs::create_directory(outputs);
    words.insert(words.begin(),
                 {program("dateline-indexer").string(), "--index", archive().string()});
    return std::make_unique<Process>(std::move(words), Environment{}, outputs);
  }
  Finished run(std::vector<std::string> words) { return start(std::move(words))->wait(); }

  /// One that reads from a pipe nobody writes to yet, and holds the lock meanwhile.
  std::unique_ptr<Process> start_holder() {
    REQUIRE(::mkfifo(path("pipe").c_str(), 0600) == 0);
    std::unique_ptr<Process> holder = start({"add", "--format", "jsonl", path("pipe").string()});
    for (int i = 0; i < 2'000 && file_text(archive() / "writer.lock").empty(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    REQUIRE(!file_text(archive() / "writer.lock").empty());
    return holder;
  }
  /// Gives the holder an article, for an input without one ends its command with 1.
  void release_holder() const {
    std::ofstream(path("pipe")) << R"({"id": "held", "title": "The pipe ends"})" << '\n';
  }

 private:
  TemporaryFolder folder_;
  int started_ = 0;
};

}  // namespace

TEST_CASE("a second writer says who writes, in which command, since when") {
  Indexers indexers;
  const auto holder = indexers.start_holder();
  const Finished second = indexers.run({"remove", "a1"});
  CHECK(second.exit_code == 75);
  CAPTURE(second.err);
  CHECK(second.err.starts_with("error: another writer holds the index: process "));
  CHECK(second.err.find(", since 20") != std::string::npos);
  CHECK(second.err.find(", dateline-indexer --index ") != std::string::npos);
  CHECK(second.err.find("add --format jsonl") != std::string::npos);
  CHECK(second.err.find("--wait SECONDS") != std::string::npos);
  indexers.release_holder();
  CHECK(holder->wait().exit_code == 0);
  CHECK(file_text(indexers.archive() / "writer.lock").empty());
  CHECK(indexers.run({"remove", "a1"}).exit_code == 0);
}

TEST_CASE("--wait: a writer waits its turn, and no longer than told") {
  Indexers indexers;
  const auto holder = indexers.start_holder();
  const auto start = std::chrono::steady_clock::now();
  CHECK(indexers.run({"--wait", "0.3", "remove", "a1"}).exit_code == 75);
  CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(300));
  const auto waiting = indexers.start({"--wait", "60", "remove", "a1"});
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(waiting->running());
  indexers.release_holder();
  CHECK(holder->wait().exit_code == 0);
  CHECK(waiting->wait().exit_code == 0);
}

TEST_CASE("--wait: what is no number of seconds is refused") {
  Indexers indexers;
  for (const char* wait : {"-1", "soon", "1e9", "nan"}) {
    CAPTURE(wait);
    const Finished finished = indexers.run({"--wait", wait, "optimize"});
    CHECK(finished.exit_code == 2);
    CHECK(finished.err.find("--wait") != std::string::npos);
  }
}

TEST_CASE("a killed holder of the lock blocks nobody") {
  Indexers indexers;
  indexers.start_holder().reset();  // SIGKILL
  CHECK(!file_text(indexers.archive() / "writer.lock").empty());
  const Finished next = indexers.run({"remove", "a1"});
  CHECK_MESSAGE(next.exit_code == 0, next.err);
}

TEST_CASE("eight writers at once that wait all have their turn") {
  constexpr int kWriters = 8;
  Indexers indexers;
  std::vector<std::unique_ptr<Process>> writers;
  for (int k = 0; k < kWriters; ++k) {
    const fs::path file = indexers.path("more" + std::to_string(k) + ".jsonl");
    std::ofstream out(file);
    for (const Article& article : harvests(1'000 + 10 * k, 1'010 + 10 * k))
      out << to_json_line(article) << '\n';
    out.close();
    writers.push_back(indexers.start({"--wait", "120", "add", file.string()}));
  }
  for (const auto& writer : writers) {
    const Finished finished = writer->wait();
    CHECK_MESSAGE(finished.exit_code == 0, finished.err);
  }
  const VerifyReport report = verify(indexers.archive());
  CHECK(report.articles == kArticles + 10 * kWriters);
  CHECK(report.problems.empty());
}

TEST_CASE("an export finishes on the state it began with") {
  Indexers indexers;
  const fs::path archive = indexers.archive();
  Searcher searcher(archive);
  std::set<std::string> ids;
  std::uint64_t texts = 0;
  const auto disturb = [&](std::size_t seen) {
    std::vector<std::string> unknown;
    if (seen == 50) WritableArchive(archive, {}).remove({"a7", "a250", "a299"}, &unknown);
    if (seen == 100) make_archive(archive, harvests(280, 320));
    if (seen == 120) make_archive(archive, harvests(1'000, 3'000));
    if (seen == 150) WritableArchive(archive, {}).optimize();
    if (seen == 200) WritableArchive(archive, {}, Catalog::Mode::rebuild).rebuild();
    CHECK(unknown.empty());
  };
  const Results results = searcher.search(
      request_for("harvest", 0), [](const Results&) {},
      [&](const Hit& hit) {
        ids.insert(hit.id);
        if (hit.snippet.text.find("good harvest") != std::string::npos) ++texts;
        disturb(ids.size());
      });
  CHECK(results.total == kArticles);
  CHECK(ids.size() == kArticles);
  CHECK(texts == kArticles);
  CHECK(ids.contains("a299"));
  CHECK(Searcher(archive).search(request_for("harvest", 1)).total == kArticles - 3 + 21 + 2'000);
}

TEST_CASE("a reader outlives the index it has open") {
  Indexers indexers;
  const fs::path archive = indexers.archive();
  Searcher lasting(archive);
  for (int round = 1; round <= 3; ++round) {
    CAPTURE(round);
    WritableArchive(archive, {}).optimize();
    for (const char* text : {"harvest", "\"good harvest\"", "good NEAR/3 many", "harv*"}) {
      CAPTURE(text);  // positions and word lists are of the index that is gone
      Results results;
      CHECK_NOTHROW(results = lasting.search(request_for(text, 5)));
      CHECK(results.total == kArticles);
      CHECK(results.hits.size() == 5);
    }
  }
}

TEST_CASE("readers that open while the index is replaced find all of it") {
  Indexers indexers;
  const std::string script =
      "for k in 1 2 3 4 5 6 7 8 9 10 11 12; do \"$INDEXER\" --quiet optimize || exit 1;"
      " \"$INDEXER\" --quiet rebuild || exit 1; done";
  const TemporaryFolder outputs;
  Process writer({"/bin/sh", "-c", script},
                 {{"DATELINE_INDEX", indexers.archive().string()},
                  {"INDEXER", program("dateline-indexer").string()}},
                 outputs.path());
  std::uint64_t opened = 0;
  for (bool running = true; running; ++opened) {
    running = writer.running();
    Results results;
    CHECK_NOTHROW(results =
                      Searcher(indexers.archive()).search(request_for("\"good harvest\"", 3)));
    CHECK(results.total == kArticles);
    CHECK(results.facets.front().values.size() == 3);
  }
  const Finished finished = writer.wait();
  CHECK_MESSAGE(finished.exit_code == 0, finished.err);
  CHECK(opened > 20);
}

TEST_CASE("a searcher stays on the state it has opened while commits and merges go on") {
  Indexers indexers;
  const fs::path archive = indexers.archive();
  Searcher lasting(archive);
  for (int i = 0; i < 20; ++i) make_archive(archive, harvests(1'000 + i, 1'001 + i));
  WritableArchive(archive, {}).optimize();
  CHECK(lasting.search(request_for("harvest", 1)).total == kArticles);
  CHECK(lasting.search(request_for("\"good harvest\"", 3)).total == kArticles);
  CHECK(Searcher(archive).search(request_for("harvest", 1)).total == kArticles + 20);
  lasting.refresh();
  CHECK(lasting.search(request_for("harvest", 1)).total == kArticles + 20);
}
