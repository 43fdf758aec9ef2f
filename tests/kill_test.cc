// SPDX-License-Identifier: GPL-2.0-or-later
// What other processes may do to an archive: a writer killed before any of its durable steps, a
// second writer, and readers while an indexer writes. DATELINE_ALL_STEPS=1 kills at every step.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

#include "presenter.h"
#include "process.h"
#include "searcher.h"
#include "support.h"
#include "verify.h"

using namespace dateline;
namespace fs = std::filesystem;

namespace {

const Timestamp kNow = 1735646400;  // 2024-12-31T12:00:00Z

std::string corpus(const std::string& name) {
  return (repository_root() / "corpus" / name).string();
}

/// The files below a folder, as paths within it.
std::set<std::string> files_below(const fs::path& folder) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (!entry.is_directory()) names.insert(fs::relative(entry.path(), folder).string());
  return names;
}

/// What a user can see of an archive, and what lies on disk, without what may differ between two
/// ways to the same articles: order of equal hits, document numbers, the number of the index.
std::string visible_state(const fs::path& folder) {
  std::ostringstream state;
  for (const std::string& problem : verify(folder).problems)
    state << "problem: " << problem << '\n';
  Searcher searcher(folder);
  SearchRequest request;
  request.now = kNow;
  request.limit = 0;
  request.snippets = false;
  std::set<std::string> articles;
  for (Hit& hit : searcher.search(request).hits) {
    hit.rank = 0;
    std::ostringstream line;
    Results one;
    one.hits.push_back(std::move(hit));
    present(line, one, {OutputFormat::jsonl, false, 80});
    articles.insert(line.str());
  }
  for (const std::string& article : articles) state << article;
  request.limit = 1;
  request.facets = {{"source", 0}, {"section", 0}, {"author", 0}, {"language", 0}, {"month", 0}};
  for (const char* query :
       {"*", "bank", "\"interest rates\"", "elections -source:\"Harbour Post\"", "title:earthquake",
        "econom*", "date:2024-03..2024-09", "words:>240", "月球", "50.9 OR \"Silicon Valley\""}) {
    request.text = query;
    const Results results = searcher.search(request);
    state << query << ": " << results.total;
    for (const Facet& facet : results.facets) {
      state << "  " << facet.field << ' ' << facet.missing << " missing";
      for (const FacetValue& value : facet.values)
        state << ", " << value.value << ' ' << value.count;
    }
    state << '\n';
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(folder / "terms"))
    for (const std::string& name : files_below(entry.path())) state << "terms/N/" << name << '\n';
  for (const std::string& name : files_below(folder))
    if (!name.starts_with("terms/") && !name.starts_with("catalog.db-")) state << name << '\n';
  return state.str();
}

class Killing {
 public:
  explicit Killing(const fs::path& folder) : archive_(folder / "archive"), outputs_(folder) {}

  /// Runs a command, killed before `step` where that is not 0.
  Finished run(const std::vector<std::string>& command, long step) const {
    Environment environment{
        {"DATELINE_INDEX", archive_.string()},
        {"DATELINE_NOW", "2024-12-31T12:00:00Z"},
        {"DATELINE_STEP_FOLDER", archive_.string()},
        {"DATELINE_STEP", std::to_string(step)},
        {"DATELINE_STEP_COUNT", (outputs_ / "count").string()},
        {"LD_PRELOAD", DATELINE_DIE_AT_STEP},
        // In a build with sanitizers: the runtime need not come first.
        {"ASAN_OPTIONS", "new_delete_type_mismatch=0:verify_asan_link_order=0"}};
    std::vector<std::string> words{program("dateline-indexer").string(), "--jobs", "2"};
    words.insert(words.end(), command.begin(), command.end());
    return Process(std::move(words), environment, outputs_).wait();
  }

  /// The steps the last run that was not killed took.
  long steps() const { return std::stol("0" + file_text(outputs_ / "count")); }

  void set_up(const fs::path& base) const {
    fs::remove_all(archive_);
    if (!base.empty()) fs::copy(base, archive_, fs::copy_options::recursive);
  }

  const fs::path& archive() const { return archive_; }

 private:
  fs::path archive_, outputs_;
};

/// Kills `command` before its steps; after each the same command, run again, must lead to the
/// archive of a run nobody disturbed.
void check_killed(const fs::path& base, const std::vector<std::string>& command) {
  constexpr long kPoints = 12;
  const TemporaryFolder folder;
  const Killing killing(folder.path());
  killing.set_up(base);
  const Finished undisturbed = killing.run(command, 0);
  REQUIRE_MESSAGE(undisturbed.exit_code == 0, undisturbed.err);
  const std::string expected = visible_state(killing.archive());
  REQUIRE(expected.find("problem") == std::string::npos);
  const long steps = killing.steps();
  REQUIRE(steps > kPoints);
  const char* const all = std::getenv("DATELINE_ALL_STEPS");
  const long stride = all != nullptr && *all == '1' ? 1 : steps / kPoints;
  for (long step = 1; step <= steps; step += stride) {
    CAPTURE(step);
    killing.set_up(base);
    const Finished killed = killing.run(command, step);
    CHECK(
        (killed.signal == SIGKILL || killed.exit_code == 0));  // threads: now and then a step less
    const Finished again = killing.run(command, 0);
    CAPTURE(again.err);
    // An article that is removed already is unknown.
    CHECK((again.exit_code == 0 || (command.front() == "remove" && again.exit_code == 1)));
    CHECK(visible_state(killing.archive()) == expected);
  }
}

/// An archive of every article but the corrections and the agency's.
fs::path made_base(const TemporaryFolder& folder) {
  std::vector<std::string> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(corpus("articles")))
    if (entry.path().filename() != "zz-corrections.jsonl") paths.push_back(entry.path().string());
  std::ranges::sort(paths);
  const TemporaryVariable now("DATELINE_NOW", "2024-12-31T12:00:00Z");
  add_files(folder / "base", paths);
  return folder / "base";
}

}  // namespace

TEST_CASE("killed: add to a new archive") { check_killed({}, {"add", corpus("articles")}); }

TEST_CASE("killed: add a few, with updates") {
  const TemporaryFolder folder;
  check_killed(made_base(folder),
               {"add", corpus("agency"), corpus("articles/zz-corrections.jsonl")});
}

TEST_CASE("killed: add many, with updates") {
  const TemporaryFolder folder;
  const TemporaryVariable now("DATELINE_NOW", "2024-12-31T12:00:00Z");
  add_files(folder / "base", {corpus("articles/meridian-ledger.jsonl")});
  check_killed(folder / "base", {"add", corpus("articles")});
}

TEST_CASE("killed: remove") {
  const TemporaryFolder folder;
  check_killed(made_base(folder), {"remove", "hp-10009", "ml-2022-0001", "ok-2023-06"});
}

TEST_CASE("killed: optimize") {
  const TemporaryFolder folder;
  check_killed(made_base(folder), {"optimize"});
}

TEST_CASE("killed: rebuild") {
  const TemporaryFolder folder;
  check_killed(made_base(folder), {"rebuild"});
}

TEST_CASE("a killed run is completed by the next command that writes") {
  const TemporaryFolder folder;
  const fs::path base = made_base(folder);
  const Killing killing(folder.path());
  killing.set_up(base);
  REQUIRE(killing.run({"add", corpus("agency")}, 0).exit_code == 0);
  const std::string expected = visible_state(killing.archive());
  const long steps = killing.steps();
  killing.set_up(base);
  REQUIRE(killing.run({"add", corpus("agency")}, steps / 2).signal == SIGKILL);
  REQUIRE(killing.run({"remove", "no-such-article"}, 0).exit_code == 1);
  CHECK(visible_state(killing.archive()) == expected);
}

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
  request.limit = 20;
  request.facets = {{"month", 0}};
  request.text = "edition";
  const Results updated = searcher.search(request);
  CHECK(updated.total == kUpdated);
  CHECK(updated.hits.size() == kUpdated);
  std::set<std::string> editions;
  for (const Hit& hit : updated.hits) editions.insert(hit.snippet.text);
  CHECK(editions.size() == 1);  // all of one commit
  request.text = "harvest OR edition";
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
    request.text = "harvest";
    request.now = kNow;
    request.limit = 0;
    Results results;
    CHECK_NOTHROW(results = lasting.search(request));
    CHECK(results.total >= 160);
  }
  const Finished finished = writer.wait();
  CHECK_MESSAGE(finished.exit_code == 0, finished.err);
}
