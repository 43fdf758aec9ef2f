// SPDX-License-Identifier: GPL-2.0-or-later
// Crashes and faults: every command that writes runs many times, and each time another durable step
// fails (crash/faults.h). It ends with its exit code and one sentence, or is killed. Readers find
// the state before or after the command. The next command recovers by itself and removes all
// remains. The archive is then the earlier one or that of an undisturbed run, and running the same
// command again leads to the latter.
//
// Some 250 runs spread evenly over the steps, of which more than 100 kill; DATELINE_NIGHTLY=1 makes
// it more than two thousand kills, DATELINE_ALL_STEPS=1 every fault at every step, and both print a
// table. DATELINE_SEED chooses others of the same number.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <sstream>

#include "archive/index_checksums.h"
#include "catalog/catalog.h"
#include "faults.h"
#include "flushed.h"
#include "numbered_articles.h"
#include "segments/merge.h"
#include "support/archive_contents.h"
#include "support/process.h"
#include "support/support.h"
#include "system/archive_files.h"

using namespace dateline;
using namespace dateline::indexing;
namespace fs = std::filesystem;

namespace {

constexpr const char* kNow = "2024-12-31T12:00:00Z";
FaultTable table;

using Articles = std::vector<Article>;

/// A command that writes. INPUT in `words` is a file of the articles `input`, COPY where a snapshot
/// goes.
struct Command {
  const char* name;
  std::vector<std::string> words;
  std::vector<Articles> base;  // what the archive holds: one run of add each; none: no archive
  Articles input;
  bool in_parts = false;                           // what was read before the fault may stay
  void (*damage)(const fs::path& base) = nullptr;  // done to the archive before
};

fs::path first_segment(const fs::path& archive) {
  return terms_folder(archive, Catalog(archive, Catalog::Mode::read).segments().front().number);
}

void cut_index(const fs::path& archive) {
  fs::resize_file(first_segment(archive) / "postlist.glass", 5000);
}

void lose_document(const fs::path& archive) {
  const fs::path segment = first_segment(archive), without = segment.string() + ".without";
  MergeOptions options;
  options.left_out = {3};
  merge_databases({segment}, without, options);
  fs::remove_all(segment);
  fs::rename(without, segment);
  write_sums(segment);
}

void damage_row(const fs::path& archive) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((archive / "catalog.db").c_str(), &db) == SQLITE_OK);
  const char* const sql = "UPDATE articles SET sum = sum + 1 WHERE row = 3";
  CHECK(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(db);
}

/// An error is one sentence and at most one hint, and says what the matter is. Returns what is
/// wrong with it.
std::string judged(const std::string& err, const Fault& fault, const std::string& folder) {
  std::istringstream lines(err);
  std::string sentence, hint;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("there is no article")) continue;
    if (sentence.empty() && line.starts_with("error: "))
      sentence = line;
    else if (!sentence.empty() && hint.empty() && line.starts_with("hint: "))
      hint = line;
    else
      return "unexpected line: " + line;
  }
  if (hint.empty()) return "no hint";
  // The libraries keep the reason to themselves where a file cannot be made.
  const auto given = [&](const char* reason) { return sentence.find(reason) != std::string::npos; };
  if (!given(fault.kind == std::string("full") ? "No space left on device"
                                               : "Input/output error") &&
      !given("unable to open database file") && !given("Failed to create"))
    return "the reason is not given";
  for (std::size_t at; (at = sentence.find(folder)) != std::string::npos;)
    sentence.replace(at, folder.size(), "ARCHIVE");
  table.told(sentence + "  (" + hint + ")");
  return sentence.find("ARCHIVE") == std::string::npos ? "no file is named" : "";
}

/// One command, its archive before and after, and the runs that go wrong.
class Disturbance {
 public:
  explicit Disturbance(const Command& command)
      : command_(command), archive_(folder_ / "work/archive"), words_(command.words) {
    const TemporaryVariable now("DATELINE_NOW", kNow);
    for (const Articles& some : command.base) make_archive(folder_ / "base", some);
    std::ofstream input(folder_ / "input.jsonl");
    for (const Article& article : command.input) input << to_json_line(article) << '\n';
    input.close();
    std::ranges::replace(words_, "INPUT", (folder_ / "input.jsonl").string());
    std::ranges::replace(words_, "COPY", (folder_ / "work/copy").string());
    if (command.damage != nullptr) {
      command.damage(folder_ / "base");
      next_ = {words_, 0};  // no other command has to work on it
    }
    set_up();
    before_ = contents();
    seen_before_ = seen();
    const Finished undisturbed = run(words_, nullptr, 0);
    REQUIRE_MESSAGE(undisturbed.exit_code == 0, undisturbed.err);
    steps_ = file_text(folder_ / "trace");
    after_ = contents();
    seen_after_ = seen();
    REQUIRE_MESSAGE(after_.rest.find("problem") == std::string::npos, after_.rest);
    REQUIRE(after_.rest.find("tmp") == std::string::npos);
    REQUIRE_MESSAGE(seen_after_.exit_code < 2, seen_after_.err);
  }

  /// A letter for each, of the undisturbed run.
  const std::string& steps() const { return steps_; }
  std::size_t kills() const { return kills_; }

  /// Returns what went wrong that should not have; "" = nothing. `recovery_step`: where the next
  /// command is disturbed as well; 0 = nowhere.
  std::string check(const Fault& fault, std::size_t step, std::size_t recovery_step,
                    bool reader_comes_first) {
    set_up();
    const Finished disturbed = run_disturbed(words_, fault, step);
    bool acknowledged = disturbed.exit_code == 0;
    std::string found = judge(disturbed, fault, 0);
    if (reader_comes_first) found += judge_reader();
    if (recovery_step != 0 && has_archive()) {
      const Finished recovery = run_disturbed(next_.words, fault, recovery_step);
      if (recovery.exit_code != next_.exit_code) table.recovery_disturbed();
      if (command_.damage != nullptr && recovery.exit_code == 0) acknowledged = true;
      found += judge(recovery, fault, next_.exit_code);
    }
    ArchiveContents recovered;
    if (has_archive() && command_.damage == nullptr) {
      if (const Finished next = run(next_.words, nullptr, 0); next.exit_code != next_.exit_code)
        found += fmt::format("the next command: exit {}: {}", next.exit_code, next.err);
      recovered = contents();
      found += judge_recovered(recovered);
    }
    if (acknowledged) {
      run({"remove", "no-such-article"}, nullptr, 0);  // what is left over goes
      return found + compare("acknowledged", contents());
    }
    const Finished again = run(words_, nullptr, 0);
    // What is done already: the articles are gone, the copy is there.
    const int done_before = words_.front() == "remove" ? 1 : words_.front() == "snapshot" ? 2 : 0;
    if (again.exit_code != 0 && !(again.exit_code == done_before && recovered == after_))
      found += fmt::format("the same command again: exit {}: {}", again.exit_code, again.err);
    found += compare("after the same command again", contents());
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_ / "work"))
      if (entry.path() != archive_ && entry.path().filename() != "copy")
        found += "left over: " + entry.path().string() + '\n';
    return found;
  }

 private:
  struct Next {
    std::vector<std::string> words;
    int exit_code;
  };

  void set_up() const {
    fs::remove_all(folder_ / "work");
    fs::create_directory(folder_ / "work");
    if (!command_.base.empty()) fs::copy(folder_ / "base", archive_, fs::copy_options::recursive);
  }

  /// Of the archive and of its copy.
  ArchiveContents contents() const {
    ArchiveContents contents = contents_of(archive_);
    const ArchiveContents copy = contents_of(folder_ / "work/copy");
    for (const auto& [id, article] : copy.articles) contents.articles["copy of " + id] = article;
    contents.rest += copy.rest;
    return contents;
  }

  std::string compare(const char* when, const ArchiveContents& found) const {
    return found == after_ ? "" : fmt::format("{}:\n{}", when, difference(after_, found));
  }

  bool has_archive() const { return fs::exists(archive_ / "catalog.db"); }

  /// A new archive in which nothing is yet.
  bool fresh(const ArchiveContents& contents) const {
    return command_.base.empty() && contents.articles.empty();
  }

  std::string judge_recovered(const ArchiveContents& recovered) const {
    std::string found;
    if (!command_.in_parts && recovered != before_ && recovered != after_ && !fresh(recovered))
      found += "neither before nor after:\n" + difference(after_, recovered);
    if (!between(recovered, before_, after_) ||
        recovered.rest.find("problem") != std::string::npos ||
        recovered.rest.find("tmp") != std::string::npos)
      found += "half there:\n" + difference(after_, recovered);
    return found;
  }

  /// What a reader finds: all articles with their text, newest first.
  Finished seen() const {
    return Process({program("dateline-query").string(), "--index", archive_.string(), "--limit",
                    "0", "--format", "jsonl", "--sort", "newest", "edition"},
                   {{"DATELINE_NOW", kNow}}, folder_.path())
        .wait();
  }

  /// What it says of a run that did not finish is looked at elsewhere (hostile/incomplete_test.cc).
  std::string judge_reader() const {
    Finished now = seen();
    if (now.err.starts_with("note: the last ") ||
        now.err.find(": an earlier run did not finish\n") != std::string::npos)
      now.err.erase(0, now.err.find('\n') + 1);
    const auto as = [&now](const Finished& other) {
      return now.exit_code == other.exit_code && now.out == other.out && now.err == other.err;
    };
    const bool no_archive_yet = command_.base.empty() && now.out.empty() &&
                                (now.exit_code == 1 || now.err.starts_with("error: there is no"));
    // A damaged archive may be in many states, each with its own sentence.
    const bool damaged = command_.damage != nullptr && now.exit_code == 2 &&
                         now.err.starts_with("error: ") && now.out.empty();
    if (as(seen_before_) || as(seen_after_) || no_archive_yet || damaged) return {};
    return fmt::format("a reader finds neither before nor after: exit {}: {}{}\n", now.exit_code,
                       now.err, now.out);
  }

  std::string judge(const Finished& finished, const Fault& fault, int exit_when_done) const {
    if (finished.signal == SIGKILL && fault.kills) return {};
    if (finished.signal != 0) return fmt::format("ended by signal {}\n", finished.signal);
    if (finished.exit_code == exit_when_done) return {};
    if (finished.exit_code != 2)
      return fmt::format("exit {}: {}\n", finished.exit_code, finished.err);
    const std::string wrong = judged(finished.err, fault, (folder_ / "work").string());
    return wrong.empty() ? wrong : wrong + ": " + finished.err;
  }

  Finished run_disturbed(const std::vector<std::string>& words, const Fault& fault,
                         std::size_t step) {
    const bool power_cut = fault.kind == std::string("power-cut");
    if (power_cut) flushed_.store(folder_ / "work");
    const Finished finished = run(words, fault.kind, step);
    if (power_cut) flushed_.restore(folder_ / "work");
    if (finished.signal == SIGKILL) ++kills_;
    return finished;
  }

  Finished run(const std::vector<std::string>& words, const char* fault, std::size_t step) const {
    const bool power_cut = fault != nullptr && fault == std::string("power-cut");
    const Environment environment{
        {"DATELINE_INDEX", archive_.string()},
        {"DATELINE_NOW", kNow},
        {"DATELINE_FAULT_FOLDER", (folder_ / "work").string()},
        {"DATELINE_FAULT", fault == nullptr ? "" : fault},
        {"DATELINE_FAULT_STEP", std::to_string(step)},
        {"DATELINE_FAULT_TRACE", (folder_ / "trace").string()},
        {"DATELINE_FAULT_DISK", power_cut ? flushed_.path().string() : ""},
        {"LD_PRELOAD", DATELINE_FAULT_AT_STEP},
        // In a build with sanitizers: the runtime need not come first.
        {"ASAN_OPTIONS", "new_delete_type_mismatch=0:verify_asan_link_order=0"}};
    std::vector<std::string> line{program("dateline-indexer").string(), "--quiet"};
    if (!command_.in_parts) line.insert(line.end(), {"--jobs", "1"});
    line.insert(line.end(), words.begin(), words.end());
    return Process(std::move(line), environment, folder_.path()).wait();
  }

  const Command& command_;
  const TemporaryFolder folder_;
  const Flushed flushed_{folder_ / "disk"};
  const fs::path archive_;
  std::vector<std::string> words_;
  Next next_{{"remove", "no-such-article"}, 1};
  std::string steps_;
  ArchiveContents before_, after_;
  Finished seen_before_, seen_after_;
  std::size_t kills_ = 0;
};

std::size_t runs_wanted(const Fault& fault) {
  if (environment_says("DATELINE_ALL_STEPS")) return std::string::npos;
  return environment_says("DATELINE_NIGHTLY") ? fault.nightly_runs : fault.runs;
}

void check(const Command& command) {
  Disturbance disturbance(command);
  const std::string steps = disturbance.steps() + '.';  // "." = done
  const std::size_t seed = environment_seed();
  FaultTable::Line line;
  line.command = command.name;
  line.steps = steps.size() - 1;
  CAPTURE(seed);
  std::size_t number = 0;
  for (std::size_t f = 0; f < std::size(kFaults); ++f) {
    const Fault& fault = kFaults[f];
    std::vector<std::size_t> possible;
    for (std::size_t s = 0; s < steps.size(); ++s)
      if (std::string_view(fault.steps).find(steps[s]) != std::string::npos)
        possible.push_back(s + 1);
    if (possible.empty()) {  // A command that only removes renames no file.
      REQUIRE(std::string_view(fault.name) == "rename fails");
      continue;
    }
    const std::size_t runs = std::min(runs_wanted(fault), possible.size());
    for (std::size_t i = 0; i < runs; ++i, ++number) {
      const std::size_t step =
          possible[(i * possible.size() / runs + seed * 7919) % possible.size()];
      // Every other recovery is disturbed as well; in half of all runs a reader comes before it.
      const std::size_t recovery_step = number % 2 == 0 ? 0 : 1 + (step * 31 + seed + f) % 97;
      const std::string found = disturbance.check(fault, step, recovery_step, number % 4 < 2);
      ++line.cells[f].runs;
      if (!found.empty()) ++line.cells[f].differences;
      CHECK_MESSAGE(found.empty(), std::string(command.name), ", ", std::string(fault.name),
                    " at step ", step, " (", steps.substr(step - 1, 1), "), recovery disturbed at ",
                    recovery_step, ": ", found);
    }
  }
  line.kills = disturbance.kills();
  CHECK(line.kills >= 8);  // of each of the 14 commands
  table.add(line);
}

/// One that is to be salvaged meets every write that fails.
void check_every_write(const Command& command) {
  Disturbance disturbance(command);
  const std::string steps = disturbance.steps();
  const Fault fault{"write fails", "error-once", "w", false, 0, 0};
  for (std::size_t s = steps.find('w'); s != std::string::npos; s = steps.find('w', s + 1)) {
    const std::string found = disturbance.check(fault, s + 1, 0, false);
    CHECK_MESSAGE(found.empty(), "write fails at step ", s + 1, ": ", found);
  }
}

const auto some = [](int first, int count, int edition = 1, std::size_t size = 200) {
  return numbered_articles(first, count, edition, size);
};

}  // namespace

TEST_CASE("after a power cut no file stands for a removed folder or file that had its number") {
  const TemporaryFolder folder;
  const fs::path work = folder / "work";
  const Flushed flushed(folder / "disk");
  for (int i = 0; i < 50; ++i) {
    fs::create_directories(work / fmt::format("folder{}", i));
    std::ofstream(work / fmt::format("old{}", i)) << "old\n";
  }
  flushed.store(work);
  const Finished finished =
      Process({"/bin/sh", "-c",
               "set -e; rmdir \"$0\"/folder*; rm \"$0\"/old*; i=0\n"
               "while [ $i -lt 100 ]; do echo f 1 new > \"$0\"/new$i; i=$((i + 1)); done\n"
               "sync \"$0\"/new*",
               work.string()},
              {{"DATELINE_FAULT_FOLDER", work.string()},
               {"DATELINE_FAULT_DISK", flushed.path().string()},
               {"LD_PRELOAD", DATELINE_FAULT_AT_STEP},
               {"ASAN_OPTIONS", "verify_asan_link_order=0"}},
              folder.path())
          .wait();
  REQUIRE_MESSAGE(finished.exit_code == 0, finished.err);
  flushed.restore(work);
  for (const auto& entry : fs::directory_iterator(work))
    CHECK_MESSAGE((entry.is_directory() ? fs::is_empty(entry) : file_text(entry) == "old\n"),
                  entry.path().string());
}

// clang-format off
TEST_CASE("faults: add, new archive") { check({"add, new archive", {"add", "INPUT"}, {}, some(1, 6)}); }
TEST_CASE("faults: add a few, with updates") { check({"add a few, with updates", {"add", "INPUT"}, {some(1, 20)}, some(19, 2, 2) + some(30, 1)}); }
TEST_CASE("faults: add many, with updates") { check({"add many, with updates", {"add", "INPUT"}, {some(1, 5)}, some(4, 2, 2) + some(30, 10)}); }
TEST_CASE("faults: add in several batches") { check({"add in several batches", {"--memory", "16M", "--jobs", "8", "add", "INPUT"}, {some(1, 3)}, some(3, 4, 2, 90'000), true}); }
TEST_CASE("faults: add a few, which a merge follows") { check({"add a few, which a merge follows", {"add", "INPUT"}, {some(1, 30), some(31, 30), some(61, 30), some(91, 30), some(121, 30), some(151, 30), some(181, 30)}, some(211, 8)}); }
TEST_CASE("faults: update one") { check({"update one", {"add", "INPUT"}, {some(1, 6)}, some(3, 1, 2)}); }
TEST_CASE("faults: remove") { check({"remove", {"remove", "article-2", "article-5"}, {some(1, 6), some(2, 1, 2)}, {}}); }
TEST_CASE("faults: remove everything") { check({"remove everything", {"remove", "article-1", "article-2"}, {some(1, 2)}, {}}); }
TEST_CASE("faults: optimize") { check({"optimize", {"optimize"}, {some(1, 20), some(30, 1), some(4, 1, 2)}, {}}); }
TEST_CASE("faults: rebuild") { check({"rebuild", {"rebuild"}, {some(1, 6), some(4, 2, 2)}, {}}); }
TEST_CASE("faults: rebuild in several batches") { check({"rebuild in several batches", {"--memory", "16M", "--jobs", "8", "rebuild"}, {some(1, 3, 1, 90'000)}, {}, true}); }
TEST_CASE("faults: snapshot") { check({"snapshot", {"snapshot", "COPY"}, {some(1, 6), some(4, 2, 2)}, {}}); }
TEST_CASE("faults: repair of the index") { check({"repair of the index", {"repair"}, {some(1, 6), some(4, 2, 2)}, {}, false, &cut_index}); }
TEST_CASE("faults: repair of a document") { check({"repair of a document", {"repair"}, {some(1, 6), some(4, 2, 2)}, {}, false, &lose_document}); }
TEST_CASE("faults: repair of the catalog") { check({"repair of the catalog", {"repair"}, {some(1, 6), some(4, 2, 2)}, {}, false, &damage_row}); }
TEST_CASE("faults: a write that fails costs repair no article") { check_every_write({"", {"repair"}, {some(1, 6)}, {}, false, &damage_row}); }
// clang-format on
