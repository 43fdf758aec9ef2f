// SPDX-License-Identifier: GPL-2.0-or-later
// Transcripts of both programs. Each file of golden/ is a session with an archive of its own:
//
//     $ dateline-query 'oil pipeline'       a shell command, run in the repository's root
//     3 articles                            what it prints; lines of stderr begin with "! "
//     [exit 0]
//
// Lines between [exit N] and the next command are remarks. UPDATE_GOLDEN=1 writes the files anew:
// review them as a diff. What differs from run to run is replaced, see `replacements`.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <sstream>

#include "support/process.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;
namespace fs = std::filesystem;

namespace {

struct Replacement {
  const char* pattern;
  const char* text;
};
const Replacement replacements[] = {
    {R"~("took_ms":[0-9.e+-]+)~", R"~("took_ms":0)~"},
    {R"~("archive":\{"id":"[0-9a-f-]+")~", R"~("archive":{"id":"UUID")~"},
    {R"~("score":(\d+\.\d)\d*)~", R"~("score":$1)~"},
    {R"~(^(\d+,\d+\.\d)\d*,)~", "$1,"},
    {R"~("seconds":( ?)[0-9.e+-]+)~", R"~("seconds":$010)~"},
    {R"~(in [0-9.]+ s \([0-9.]+ MB/s\))~", "in N s (N MB/s)"},
    {R"~("(\w*bytes\w*)":( ?)\d+)~", R"~("$1":$2SIZE)~"},
    {R"~(^catalog [0-9.]+ \w+, index [0-9.]+ \w+;)~", "catalog SIZE, index SIZE;"},
    {R"~(^ *[0-9.]+ \w+ +\d+ +[0-9.]+%  )~", "      SIZE         SIZE       %  "},
    {R"~(in all, for [0-9.]+ \w+ of text, \d+ per article)~",
     "in all, for SIZE of text, SIZE per article"},
    {R"~(^optimized: [0-9.]+ \w+ before, [0-9.]+ \w+ after)~",
     "optimized: SIZE before, SIZE after"},
    {R"~(: process \d+)~", ": process PID"},
};

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// The outputs of one session's commands, made the same in every run.
class Session {
 public:
  explicit Session(const TemporaryFolder& folder) : folder_(folder.path()) {
    fs::create_directory(folder_ / "scratch");
    fs::create_directory(folder_ / "outputs");
    environment_ = {{"DATELINE_INDEX", (folder_ / "archive").string()},
                    {"SCRATCH", (folder_ / "scratch").string()},
                    {"DATELINE_NOW", "2024-12-31T12:00:00Z"},
                    {"PATH", std::string(DATELINE_PROGRAMS) + ":/usr/bin:/bin"},
                    {"TZ", "UTC"},
                    {"LC_ALL", "C.UTF-8"},
                    {"COLUMNS", "80"}};
  }

  std::string run(const std::string& command) const {
    const Finished finished =
        Process({"/bin/sh", "-c", command}, environment_, folder_ / "outputs", repository_root())
            .wait();
    return lines(finished.out, "") + lines(finished.err, "! ") + "[exit " +
           std::to_string(finished.exit_code) + "]\n";
  }

 private:
  std::string lines(std::string text, const std::string& prefix) const {
    if (text.empty()) return {};
    if (text.back() != '\n') text += "[no line end]\n";
    replace_all(text, (folder_ / "archive").string(), "ARCHIVE");
    replace_all(text, (folder_ / "scratch").string(), "SCRATCH");
    std::string out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out += prefix + stable(line) + "\n";
    return out;
  }

  static std::string stable(std::string line) {
    static const auto compiled = [] {
      std::vector<std::pair<std::regex, const char*>> all;
      for (const Replacement& r : replacements) all.emplace_back(r.pattern, r.text);
      return all;
    }();
    for (const auto& [pattern, text] : compiled) line = std::regex_replace(line, pattern, text);
    return line;
  }

  fs::path folder_;
  Environment environment_;
};

/// The file as it would be written now.
std::string played_again(const std::string& golden, const Session& session) {
  std::string now;
  bool in_output = false;
  std::istringstream in(golden);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("$ ")) {
      now += line + "\n" + session.run(line.substr(2));
      in_output = true;
    } else if (in_output) {
      in_output = !line.starts_with("[exit ");
    } else {
      now += line + "\n";
    }
  }
  return now;
}

std::string difference(const std::string& golden, const std::string& now, const fs::path& folder) {
  std::ofstream(folder / "golden", std::ios::binary) << golden;
  std::ofstream(folder / "now", std::ios::binary) << now;
  return Process({"/usr/bin/diff", "-u", (folder / "golden").string(), (folder / "now").string()},
                 {}, folder)
      .wait()
      .out;
}

void check_session(const std::string& name) {
  const TemporaryFolder folder;
  const fs::path file = repository_root() / "tests" / "golden" / name;
  const std::string golden = file_text(file);
  REQUIRE_MESSAGE(!golden.empty(), file.string() << " is missing");
  const std::string now = played_again(golden, Session(folder));
  if (now == golden) return;
  const char* const update = std::getenv("UPDATE_GOLDEN");
  if (update != nullptr && *update == '1') {
    std::ofstream(file, std::ios::binary) << now;
    MESSAGE("rewrote " << file.string());
  } else {
    FAIL_CHECK(name << " differs (UPDATE_GOLDEN=1 takes the new output):\n"
                    << difference(golden, now, folder.path()));
  }
}

}  // namespace

TEST_CASE("golden: index") { check_session("index.txt"); }
TEST_CASE("golden: rejected records and options of reading") { check_session("reading.txt"); }
TEST_CASE("golden: search") { check_session("search.txt"); }
TEST_CASE("golden: facets and timelines") { check_session("facets.txt"); }
TEST_CASE("golden: a folder of seven kinds") { check_session("folder.txt"); }
TEST_CASE("golden: formats") { check_session("formats.txt"); }
TEST_CASE("golden: language") { check_session("language.txt"); }
TEST_CASE("golden: languages") { check_session("languages.txt"); }
TEST_CASE("golden: did you mean, completion, similar, fresh") { check_session("background.txt"); }
TEST_CASE("golden: errors") { check_session("errors.txt"); }
TEST_CASE("golden: evaluation") { check_session("evaluation.txt"); }
TEST_CASE("golden: help") { check_session("help.txt"); }

TEST_CASE("every golden file is played") {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(repository_root() / "tests" / "golden"))
    found.push_back(entry.path().filename().string());
  std::ranges::sort(found);
  CHECK(found == std::vector<std::string>{"background.txt", "errors.txt", "evaluation.txt",
                                          "facets.txt", "folder.txt", "formats.txt", "help.txt",
                                          "index.txt", "language.txt", "languages.txt",
                                          "reading.txt", "search.txt"});
}
