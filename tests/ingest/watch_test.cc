// SPDX-License-Identifier: GPL-2.0-or-later
// watch as a user runs it: files arrive in bursts, slowly, by rename, in new folders; the program
// is killed and started again; other writers are at work. Every article is in the archive exactly
// once.
#include "connectors/watch.h"
#include "catalog/catalog_statistics.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>
#include <utility>

#include "connectors/folder_events.h"
#include "error.h"
#include "search/searcher.h"
#include "support/process.h"
#include "support/support.h"
#include "upkeep/verify.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::string article(int number) {
  const std::string n = std::to_string(number);
  return R"({"id": "w)" + n + R"(", "title": "Title number)" + n +
         R"(", "body": "Body with the word word)" + n + R"(."})" + "\n";
}

/// A folder that is watched by the program, for an archive beside it.
class Watched {
 public:
  Watched() { fs::create_directory(drop()); }

  fs::path drop() const { return folder_ / "drop"; }
  fs::path archive() const { return folder_ / "archive"; }

  void start(const std::string& every = "0.1") {
    const fs::path outputs = folder_ / ("out" + std::to_string(++started_));
    fs::create_directory(outputs);
    process_ = std::make_unique<Process>(
        std::vector<std::string>{program("dateline-indexer").string(), "--index",
                                 archive().string(), "watch", "--every", every, drop().string()},
        Environment{}, outputs);
  }
  void signal(int number) const {
    REQUIRE(process_->number() > 0);  // below that it would mean everybody
    ::kill(process_->number(), number);
  }
  Finished wait() { return process_->wait(); }
  Finished stop() {
    signal(SIGTERM);
    return wait();
  }

  std::uint64_t articles() const try {
    return Catalog(archive(), Catalog::Mode::read).statistics().counts().articles;
  } catch (const Error&) {
    return 0;  // nothing is there yet
  }
  /// Waits until the archive holds so many; how many it holds then.
  std::uint64_t wait_for(std::uint64_t wanted, std::chrono::seconds longest = 60s) const {
    const auto end = std::chrono::steady_clock::now() + longest;
    while (articles() < wanted && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(20ms);
    return articles();
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Process> process_;
  int started_ = 0;
};

void write(const fs::path& file, const std::string& content) {
  std::ofstream(file, std::ios::binary) << content;
}

/// One that is written for a while, by this process alone.
class SlowFile {
 public:
  SlowFile(const fs::path& file, std::string_view beginning)
      : descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)) {
    append(beginning);
  }
  void finish(std::string_view end) {
    append(end);
    ::close(descriptor_);
  }

 private:
  void append(std::string_view text) const {
    REQUIRE(::write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }

  int descriptor_;
};

/// Watches a folder in this process until it has committed so often, and a while longer: the sum,
/// and how many commits it took.
std::pair<IngestReport, int> watch_until(int expected, std::chrono::milliseconds longer,
                                         const fs::path& archive, const fs::path& folder) {
  std::atomic<bool> stop{false}, ended{false};
  std::atomic<int> commits{0};
  WatchOptions options;
  options.ingest.read.language = "en";
  options.ingest.stop = &stop;
  options.every = 0ms;
  options.committed = [&](const IngestReport&) { ++commits; };
  std::thread stopper([&] {
    for (int i = 0; i < 3'000 && commits < expected && !ended; ++i)
      std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(longer);
    stop = true;
  });
  try {
    const IngestReport report = watch(archive, {}, {folder.string()}, options);
    stopper.join();
    return {report, commits};
  } catch (...) {
    ended = true;
    stopper.join();
    throw;
  }
}

std::set<std::string> ids_found(const fs::path& archive, const std::string& text) {
  Searcher searcher(archive);
  SearchRequest request;
  request.query.text = text;
  request.page.limit = 0;
  std::set<std::string> ids;
  for (const Hit& hit : searcher.search(request).hits) CHECK(ids.insert(hit.id).second);
  return ids;
}

}  // namespace

TEST_CASE("watch: 2,000 files in bursts, killed and started again twice") {
  constexpr int kFiles = 2'000, kBurst = 100;
  Watched watched;
  watched.start();
  std::atomic<int> written{0};
  std::thread writer([&] {
    for (int i = 0; i < kFiles; ++i) {
      const fs::path folder = watched.drop() / ("part" + std::to_string(i / 250));
      fs::create_directory(folder);
      const std::string name = "f" + std::to_string(i) + ".jsonl";
      if (i % 3 == 0) {  // as careful programs do
        write(folder / ("." + name), article(i));
        fs::rename(folder / ("." + name), folder / name);
      } else {
        write(folder / name, article(i));
      }
      ++written;
      if (i % kBurst == kBurst - 1) std::this_thread::sleep_for(40ms);
    }
  });
  for (const int killed_after : {kFiles / 4, kFiles / 2}) {
    while (written < killed_after) std::this_thread::sleep_for(5ms);
    watched.signal(SIGKILL);
    CHECK(watched.wait().signal == SIGKILL);
    watched.start();
  }
  writer.join();
  CHECK(watched.wait_for(kFiles) == kFiles);
  const Finished finished = watched.stop();
  CHECK(finished.exit_code == 0);
  CHECK(finished.out.find("added ") != std::string::npos);
  CHECK(watched.articles() == kFiles);
  CHECK(verify(watched.archive(), {}).problems.empty());
  const std::set<std::string> ids = ids_found(watched.archive(), "title:title");
  CHECK(ids.size() == kFiles);
  for (int i = 0; i < kFiles; i += 97)
    CHECK(ids_found(watched.archive(), "word" + std::to_string(i)) ==
          std::set<std::string>{"w" + std::to_string(i)});
}

TEST_CASE("watch: a search sees what has come since the one before it") {
  Watched watched;
  write(watched.drop() / "a.jsonl", article(1));
  watched.start();
  REQUIRE(watched.wait_for(1) == 1);
  CHECK(ids_found(watched.archive(), "body:body").size() == 1);
  write(watched.drop() / "b.jsonl", article(2));
  REQUIRE(watched.wait_for(2) == 2);
  CHECK(ids_found(watched.archive(), "body:body").size() == 2);
  CHECK(watched.stop().exit_code == 0);
}

TEST_CASE("watch: a file that its parent was writing when it was started is read when complete") {
  Watched watched;
  // A child inherits what is open without O_CLOEXEC, as a std::ofstream of another thread is.
  const int file = ::open((watched.drop() / "inherited.jsonl").c_str(), O_WRONLY | O_CREAT, 0600);
  REQUIRE(file >= 0);
  watched.start();
  write(watched.drop() / "other.jsonl", article(1));
  REQUIRE(watched.wait_for(1) == 1);
  const std::string text = article(2);
  REQUIRE(::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  ::close(file);
  CHECK(watched.wait_for(2, 20s) == 2);
  CHECK(watched.stop().exit_code == 0);
}

TEST_CASE("watch: a file is read when it is complete, and never before") {
  Watched watched;
  // One that is open from before the start, one in a folder that is moved in while it is written.
  SlowFile early(watched.drop() / "early.txt", "Early title\n\nIts first paragraph");
  watched.start();
  write(watched.drop() / "first.jsonl", article(1));
  REQUIRE(watched.wait_for(1) == 1);
  const fs::path aside = watched.drop().parent_path() / "aside";
  fs::create_directory(aside);
  SlowFile moved(aside / "moved.txt", "Moved title\n\nIts beginning");
  fs::rename(aside, watched.drop() / "aside");
  SlowFile slow(watched.drop() / "slow.txt", "Slow title\n\nIts beginning");
  write(watched.drop() / "second.jsonl", article(2));
  REQUIRE(watched.wait_for(2) == 2);
  std::this_thread::sleep_for(400ms);
  CHECK(watched.articles() == 2);
  for (SlowFile* file : {&early, &moved, &slow}) file->finish(" and its end.\n");
  CHECK(watched.wait_for(5) == 5);
  std::this_thread::sleep_for(300ms);
  CHECK(watched.stop().exit_code == 0);
  CHECK(watched.articles() == 5);
  CHECK(ids_found(watched.archive(), "end").size() == 3);
}

TEST_CASE("watch: names that are not meant to be read, links, folders moved in and out") {
  Watched watched;
  watched.start();
  for (const char* name :
       {".hidden.jsonl", "a.jsonl.tmp", "b.jsonl.part", "c.jsonl~", "README.md", "program.bin"})
    write(watched.drop() / name,
          std::string_view(name) == "program.bin" ? std::string(100, '\1') : article(99));
  fs::create_directory(watched.drop() / ".git");
  write(watched.drop() / ".git/x.jsonl", article(98));
  const fs::path aside = watched.drop().parent_path() / "aside";
  fs::create_directories(aside / "deep/deeper");
  write(aside / "deep/deeper/1.jsonl", article(1));
  fs::rename(aside, watched.drop() / "in");
  REQUIRE(watched.wait_for(1) == 1);
  write(watched.drop() / "in/deep/2.jsonl", article(2));  // it is followed
  fs::create_hard_link(watched.drop() / "in/deep/2.jsonl", watched.drop() / "2b.jsonl");
  const fs::path far = watched.drop().parent_path() / "3.jsonl";
  write(far, article(3));
  fs::create_hard_link(far, watched.drop() / "3.jsonl");
  REQUIRE(watched.wait_for(3) == 3);
  fs::rename(watched.drop() / "in", aside);
  write(aside / "deep/4.jsonl", article(4));  // no longer
  write(watched.drop() / "5.jsonl", article(5));
  REQUIRE(watched.wait_for(4) == 4);
  fs::remove(watched.drop() / "5.jsonl");  // what is deleted stays in the archive
  std::this_thread::sleep_for(300ms);
  CHECK(watched.stop().exit_code == 0);
  CHECK(ids_found(watched.archive(), "body:body") == std::set<std::string>{"w1", "w2", "w3", "w5"});
}

/// What a folder holds besides articles: one of each kind that add tells of.
void write_what_is_passed_over(const fs::path& folder) {
  write(folder / ".hidden.jsonl", article(90));
  fs::create_directories(folder / ".git");
  write(folder / ".git/x.jsonl", article(91));
  fs::create_directories(folder / "sub");
  write(folder / "sub/.x", "x");
  write(folder / "picture.jpg", "\xFF\xD8\xFF");
  write(folder / "README.md", "What these files are.");
  write(folder / "empty.dat", "");
  write(folder / "draft.txt~", "An older draft.");
  write(folder / "half.zip.part", "PK");
  fs::create_symlink("1.jsonl", folder / "again.jsonl");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  const int bound = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = (folder / "socket").string();
  REQUIRE(path.size() < sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  REQUIRE(::bind(bound, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  ::close(bound);
}

TEST_CASE("watch: hidden files, pipes and all others are counted as add counts them, each once") {
  const TemporaryFolder outputs;
  const auto skipped = [&](const std::vector<std::string>& command) {
    std::vector<std::string> words = {program("dateline-indexer").string(), "--json"};
    words.insert(words.end(), command.begin(), command.end());
    const std::string out = Process(words, {}, outputs.path()).wait().out;
    return nlohmann::json::parse(out)["skipped"];
  };
  for (const bool there_before : {true, false}) {
    CAPTURE(there_before);
    Watched watched;
    if (there_before) write_what_is_passed_over(watched.drop());
    watched.start();
    write(watched.drop() / "1.jsonl", article(1));
    REQUIRE(watched.wait_for(1) == 1);
    if (!there_before) write_what_is_passed_over(watched.drop());
    const std::string archive = watched.archive().string();
    const nlohmann::json by_add =
        skipped({"--index", archive + ".of_add", "add", watched.drop().string()});
    CHECK(by_add["hidden"] == 3);
    CHECK(by_add["socket"] == 1);
    const auto told = [&] { return skipped({"--index", archive, "status"}); };
    for (int i = 0; i < 400 && told() != by_add; ++i) std::this_thread::sleep_for(25ms);
    CHECK(told() == by_add);
    write(watched.drop() / "picture.jpg", "\xFF\xD8\xFF\xE0");  // it has been told of
    write(watched.drop() / "2.jsonl", article(2));
    REQUIRE(watched.wait_for(2) == 2);
    const Finished finished = watched.stop();
    CHECK(told() == by_add);
    const std::string last = finished.out.substr(finished.out.rfind("skipped "));
    CHECK(last.find("3 hidden") != std::string::npos);
    CHECK(last.find("1 jpg") != std::string::npos);
    CHECK(last.find("1 part") != std::string::npos);
  }
}

TEST_CASE("watch: others have their turn, and it waits for them") {
  Watched watched;
  watched.start();
  write(watched.drop() / "1.jsonl", article(1));
  REQUIRE(watched.wait_for(1) == 1);
  const auto lock_free = [&] {
    const int lock = ::open((watched.archive() / "writer.lock").c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(lock >= 0);
    for (int i = 0; i < 200 && ::flock(lock, LOCK_EX | LOCK_NB) != 0; ++i)
      std::this_thread::sleep_for(10ms);
    CHECK(::flock(lock, LOCK_EX | LOCK_NB) == 0);
    return lock;
  };
  const int lock = lock_free();  // it is not held while nothing comes
  write(watched.drop() / "2.jsonl", article(2));
  std::this_thread::sleep_for(1500ms);
  CHECK(watched.articles() == 1);
  ::close(lock);
  CHECK(watched.wait_for(2) == 2);
  const Finished finished = watched.stop();
  CHECK(finished.exit_code == 0);
  CHECK(finished.err.find("waiting: another writer holds the index") == 0);
}

TEST_CASE("watch: only what changed is read when it starts again") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive", drop = folder / "drop";
  fs::create_directory(drop);
  const auto old = fs::file_time_type::clock::now() - 1h;
  for (int i = 0; i < 20; ++i) {
    const fs::path file = drop / (std::to_string(i) + ".jsonl");
    write(file, article(i));
    fs::last_write_time(file, old);
  }
  const auto run = [&](int commits) { return watch_until(commits, 200ms, archive, drop).first; };
  CHECK(run(1).added == 20);
  CHECK(run(0).inputs == 0);
  write(drop / "3.jsonl", article(3) + article(100));
  fs::last_write_time(drop / "4.jsonl", old + 1s);
  const IngestReport third = run(1);
  CHECK(third.inputs == 2);
  CHECK(third.added == 1);
  CHECK(third.unchanged == 2);
}

TEST_CASE("watch: an archive inside the folder that is watched does not keep itself busy") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  write(folder / "a.jsonl", article(1));
  const auto [report, commits] = watch_until(1, 1s, archive, folder.path());
  CHECK(report.added == 1);
  CHECK(commits == 1);
  CHECK_THROWS_AS(watch_until(0, 0s, archive, archive), Error);
}

TEST_CASE("watch: when the kernel has lost events, everything is looked at again") {
  std::size_t most = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most;
  if (most == 0 || most > 50'000) return;  // too many to be worth it
  const TemporaryFolder folder;
  FolderEvents events({folder.path()});
  write(folder / "a", "x");
  for (std::size_t i = 0; i < most / 4 + 10; ++i) {  // two events each time
    fs::rename(folder / "a", folder / "b");
    fs::rename(folder / "b", folder / "a");
  }
  write(folder / "late", "x");
  std::set<std::string> found;
  events.wait(1s, found);
  CHECK_FALSE(found.contains((folder / "late").string()));
  REQUIRE(events.take_overflow());
  CHECK_FALSE(events.take_overflow());
  events.scan(found);
  CHECK(found.contains((folder / "late").string()));
}

TEST_CASE("watch: what is no folder is an error") {
  CHECK_THROWS_AS(FolderEvents({"/etc/hostname"}), Error);
  CHECK_THROWS_AS(FolderEvents({"/no/such/folder"}), Error);
  CHECK(is_temporary_name("x.part"));
  CHECK_FALSE(is_temporary_name("partly.txt"));
}
