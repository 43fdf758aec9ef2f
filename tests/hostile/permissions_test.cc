// SPDX-License-Identifier: GPL-2.0-or-later
// The permissions of an archive, and the commands that work with permission to read only.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string>

#include "support/process.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;
namespace fs = std::filesystem;

namespace {

std::string corpus(const std::string& name) {
  return (repository_root() / "corpus" / name).string();
}

/// The permissions of every file, and of every folder, below and with `folder`: one if all agree.
std::string permissions_below(const fs::path& folder) {
  std::set<unsigned> files, folders{static_cast<unsigned>(fs::status(folder).permissions())};
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    (entry.is_directory() ? folders : files)
        .insert(static_cast<unsigned>(entry.status().permissions()));
  return fmt::format("files {:o}, folders {:o}", fmt::join(files, " "), fmt::join(folders, " "));
}

}  // namespace

TEST_CASE("files are made for their owner, or as the umask or --mode says") {
  struct Row {
    std::string umask, mode, later_mode;  // of the first command, of those after it
    std::string expected;
  };
  const Row rows[] = {
      {"022", "", "", "files 600, folders 700"},    {"000", "", "", "files 600, folders 700"},
      {"077", "", "", "files 600, folders 700"},    {"022", "640", "", "files 640, folders 750"},
      {"077", "664", "", "files 664, folders 775"}, {"077", "644", "644", "files 644, folders 755"},
      {"022", "", "660", "files 660, folders 770"}, {"022", "666", "600", "files 600, folders 700"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.umask);
    CAPTURE(row.mode);
    CAPTURE(row.later_mode);
    const TemporaryFolder folder;
    const auto run = [&](const std::string& mode, const std::string& command) {
      const std::string script = fmt::format("umask {}; \"$INDEXER\" {} {}", row.umask,
                                             mode.empty() ? "" : "--mode " + mode, command);
      const Finished finished = Process({"/bin/sh", "-c", script},
                                        {{"DATELINE_INDEX", (folder / "archive").string()},
                                         {"INDEXER", program("dateline-indexer").string()}},
                                        folder.path())
                                    .wait();
      REQUIRE_MESSAGE(finished.exit_code == 0, finished.err);
    };
    run(row.mode, "add " + corpus("articles/meridian-ledger.jsonl"));
    run(row.later_mode, "add " + corpus("articles/harbour-post.json"));  // merged
    run(row.later_mode, "add " + corpus("agency"));                      // one by one
    CHECK(permissions_below(folder / "archive") == row.expected);
    run(row.later_mode, "optimize");
    CHECK(permissions_below(folder / "archive") == row.expected);
    run(row.later_mode, "rebuild");
    run(row.later_mode, "remove hp-10009");
    CHECK(permissions_below(folder / "archive") == row.expected);
  }
}

TEST_CASE("--mode: what files cannot have is refused") {
  for (const char* mode : {"755", "400", "9", "64x", "rw", "-1", "1640"}) {
    CAPTURE(mode);
    const TemporaryFolder folder;
    const Finished finished =
        Process({program("dateline-indexer").string(), "--index", (folder / "a").string(),
                 std::string("--mode=") + mode, "add", corpus("agency")},
                {}, folder.path())
            .wait();
    CHECK(finished.exit_code == 2);
    CHECK(finished.err.find(mode) != std::string::npos);
    CHECK(!fs::exists(folder / "a"));
  }
}

TEST_CASE("somebody who may only read searches, and is told what cannot be done") {
  const bool is_root = ::geteuid() == 0;
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms{0777});
  for (const char* name : {"dateline-indexer", "dateline-query"})
    fs::copy_file(program(name), folder / name);  // others may not enter where it was built
  add_files(folder / "made", {corpus("articles")});
  const struct {
    std::string name;
    std::string arrange;  // from the archive's folder
    std::string command;
    int exit_code;
    std::string said;  // part of what is printed
  } rows[] = {
      {"beside its log", "chmod -R a+rX,a-w .", "dateline-indexer status", 0, "145 articles"},
      {"beside its log", "chmod -R a+rX,a-w .", "dateline-query --limit 0 --format ids", 0,
       "hp-10009"},
      {"beside its log", "chmod -R a+rX,a-w .", "dateline-query '\"interest rates\"'", 0,
       "articles"},
      {"on a copy without its log", "rm -f catalog.db-*; chmod -R a+rX,a-w .",
       "dateline-indexer status", 0, "145 articles"},
      {"beside its log", "chmod -R a+rX,a-w .", "dateline-indexer verify --deep", 0,
       "nothing wrong\nleft out: Xapian's own check"},
      {"on a copy without its log", "rm -f catalog.db-*; chmod -R a+rX,a-w .",
       "dateline-query bank", 0, "articles"},
      {"on a copy without its log", "rm -f catalog.db-*; chmod -R a+rX,a-w .",
       "dateline-indexer verify --deep", 0, "nothing wrong\nleft out: Xapian's own check"},
      {"where others write and left no log", "rm -f catalog.db-*; chmod -R a+rX,u+w,go-w .",
       "dateline-query bank", 2, "has no log"},
      {"where others write", "chmod -R a+rX,u+w,go-w .", "dateline-query bank", 0, "articles"},
      {"where others write", "chmod -R a+rX,u+w,go-w .", "dateline-indexer remove hp-10009", 2,
       "writer.lock cannot be opened: Permission denied"},
      {"what is not for others", "chmod -R a+rX . && chmod go= catalog.db", "dateline-query bank",
       2, "catalog.db cannot be read: Permission denied"},
      {"what is not for others", "chmod -R a+rX . && chmod go= .", "dateline-indexer status", 2,
       "catalog.db cannot be read: Permission denied"},
      {"whose index is not for others", "chmod -R a+rX . && chmod go= terms", "dateline-query bank",
       2, "Permission denied"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.command);
    if (!is_root && row.name.find("others") != std::string::npos) continue;
    const fs::path archive = folder / "archive";
    fs::copy(folder / "made", archive, fs::copy_options::recursive);
    const auto shell = [&](const std::string& script) {
      return Process({"/bin/sh", "-c", script}, {{"DATELINE_INDEX", archive.string()}},
                     folder.path(), archive)
          .wait();
    };
    REQUIRE(shell(row.arrange).exit_code == 0);
    const char* const as_nobody =
        is_root ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : "";
    const Finished finished = shell(fmt::format("cd ..; {}./{}", as_nobody, row.command));
    const std::string printed = finished.out + finished.err;
    CAPTURE(printed);
    CHECK(finished.exit_code == row.exit_code);
    CHECK(printed.find(row.said) != std::string::npos);
    REQUIRE(shell("chmod -R u+rwX .").exit_code == 0);
    fs::remove_all(archive);
  }
}
