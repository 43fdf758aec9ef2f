// SPDX-License-Identifier: GPL-2.0-or-later
// A disk that is really full: archives on small file systems with less and less space. It needs the
// right to mount; without it the test prints so and checks nothing.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "numbered_articles.h"
#include "support/archive_contents.h"
#include "support/process.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;
namespace fs = std::filesystem;

namespace {

constexpr const char* kNow = "2024-12-31T12:00:00Z";

/// A file system in memory, mounted on a folder for as long as this lives.
class SmallDisk {
 public:
  SmallDisk(fs::path folder, const char* size) : folder_(std::move(folder)) {
    fs::create_directory(folder_);
    if (::mount("tmpfs", folder_.c_str(), "tmpfs", 0, size) != 0) error_ = errno;
  }
  ~SmallDisk() {
    if (error_ == 0) ::umount(folder_.c_str());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  int error() const { return error_; }
  fs::path operator/(const char* name) const { return folder_ / name; }

  /// Fills it but for so many bytes.
  void leave(std::uint64_t bytes) const {
    struct statvfs system {};
    REQUIRE(::statvfs(folder_.c_str(), &system) == 0);
    const std::uint64_t free = system.f_bavail * system.f_frsize;
    REQUIRE(free >= bytes);
    std::ofstream(folder_ / "ballast", std::ios::binary) << std::string(free - bytes, 'b');
  }

 private:
  fs::path folder_;
  int error_ = 0;
};

std::string read_by(const fs::path& archive, const fs::path& outputs) {
  const Finished finished =
      Process({program("dateline-query").string(), "--index", archive.string(), "--limit", "0",
               "--format", "jsonl", "--sort", "newest", "edition"},
              {{"DATELINE_NOW", kNow}}, outputs)
          .wait();
  return finished.exit_code == 0 ? finished.out : finished.err;
}

/// The command with less and less room. What it cannot do is told in a sentence; searches go on;
/// once there is room it does it.
void check_full_disk(const std::vector<std::string>& words) {
  const TemporaryFolder folder;
  const SmallDisk disk(folder / "disk", "size=8m");
  if (disk.error() != 0) {
    MESSAGE("not run: no file system can be mounted here (", std::strerror(disk.error()), ")");
    return;
  }
  const TemporaryVariable now("DATELINE_NOW", kNow);
  std::ofstream input(folder / "input.jsonl");
  for (const Article& a : numbered_articles(3, 2, 2) + numbered_articles(100, 30, 1, 5'000))
    input << to_json_line(a) << '\n';
  input.close();
  make_archive(folder / "base", numbered_articles(1, 20));
  const fs::path archive = disk / "archive";
  const auto set_up = [&] {
    fs::remove_all(archive);
    fs::copy(folder / "base", archive, fs::copy_options::recursive);
  };
  const auto run = [&](std::vector<std::string> line) {
    std::ranges::replace(line, "INPUT", (folder / "input.jsonl").string());
    line.insert(line.begin(), {program("dateline-indexer").string(), "--quiet", "--index",
                               archive.string(), "--jobs", "1"});
    return Process(std::move(line), {{"DATELINE_NOW", kNow}}, folder.path()).wait();
  };
  set_up();
  const ArchiveContents before = contents_of(archive);
  const std::string read_before = read_by(archive, folder.path());
  REQUIRE(run(words).exit_code == 0);
  const ArchiveContents after = contents_of(archive);
  const std::string read_after = read_by(archive, folder.path());
  std::size_t failed = 0, done = 0;
  for (std::uint64_t room = 0; room < (4 << 20) && done == 0; room += 4096 + room / 3) {
    CAPTURE(room);
    set_up();
    disk.leave(room);
    const Finished finished = run(words);
    CAPTURE(finished.err);
    const std::string read = read_by(archive, folder.path());
    const bool as_before_or_after = read == read_before || read == read_after;
    CHECK_MESSAGE(as_before_or_after, read);
    fs::remove(disk / "ballast");
    if (finished.exit_code == 0) {
      ++done;
    } else {
      ++failed;
      CHECK(finished.exit_code == 2);
      CHECK(finished.err.find("hint: ") != std::string::npos);
      CHECK(run({"remove", "no-such-article"}).exit_code == 1);
      const ArchiveContents recovered = contents_of(archive);
      const bool one_of_two = recovered == before || recovered == after;
      CHECK_MESSAGE(one_of_two, difference(after, recovered));
      const int again = run(words).exit_code;
      CHECK((again == 0 || (words.front() == "remove" && again == 1 && recovered == after)));
    }
    const ArchiveContents at_last = contents_of(archive);
    CHECK_MESSAGE(at_last == after, difference(after, at_last));
  }
  CHECK(failed > 3);
  CHECK(done == 1);
}

}  // namespace

// clang-format off
TEST_CASE("full disk: add") { check_full_disk({"add", "INPUT"}); }
TEST_CASE("full disk: remove") { check_full_disk({"remove", "article-2", "article-7"}); }
TEST_CASE("full disk: optimize") { check_full_disk({"optimize"}); }
TEST_CASE("full disk: rebuild") { check_full_disk({"rebuild"}); }
// clang-format on
