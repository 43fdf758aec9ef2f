// SPDX-License-Identifier: GPL-2.0-or-later
// Hostile records, each between two good ones: the messages to the user, that the good records are
// found, that the archive is sound, and the memory and open files in use. DATELINE_NIGHTLY=1 runs
// the heaviest; smaller ones of the same kind always run.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include "cli/program.h"
#include "search/searcher.h"
#include "support/process.h"
#include "support/support.h"
#include "upkeep/verify.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kProgram = 100'000'000;  // beside --memory: code, tables of languages

const bool nightly = [] {
  const char* const set = std::getenv("DATELINE_NIGHTLY");
  return set != nullptr && *set == '1';
}();

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

std::string words(std::size_t n, const char* beginning = "w") {
  std::string text;
  for (std::size_t i = 0; i < n; ++i) text += fmt::format("{}{} ", beginning, i);
  return text;
}

std::string record(const std::string& title, const std::string& body) {
  return fmt::format(R"({{"id":"poison","title":"{}","body":"{}"}})", title, body) + "\n";
}

std::string dated(const std::string& date) {
  return fmt::format(R"({{"id":"poison","title":"When","body":"It was then.","date":"{}"}})",
                     date) +
         "\n";
}

/// The last line of the report, as it is for one good record more than those that are bad.
std::string report(int added, int rejected) {
  return fmt::format("added {}  updated 0  unchanged 0  rejected {}", added, rejected);
}

/// Text, or what makes it when it is needed: the memory of this process counts for those it starts.
struct Lines : std::function<std::string()> {
  using std::function<std::string()>::function;
  Lines(std::string text) : function([text = std::move(text)] { return text; }) {}
  Lines(const char* text) : Lines(std::string(text)) {}
};

struct Poison {
  std::string name;
  Lines lines;          // of a JSONL file, between two good ones
  int added, rejected;  // of these lines
  std::string said;     // part of what is told of it; "" = nothing has to be said
  std::string query;    // finds those added; "" = not asked
  std::size_t found = 1;
  bool only_nightly = false;
  std::string memory = "512M";
};

Lines long_record(std::string_view piece, std::size_t times) {
  return [=] { return record("Long", repeated(piece, times)); };
}

Lines tiny_records(int n) {
  return [n] {
    std::string lines;
    for (int i = 0; i < n; ++i) lines += fmt::format(R"({{"body":"tiny {}"}})", i) + "\n";
    return lines;
  };
}

std::vector<Poison> poison() {
  const std::string nul("\0", 1);
  return {
      {"control characters, escaped", record(R"(Bell \u0007\u001b[31m)", R"(one\u0001two)"), 1, 0,
       "", "id:poison"},
      {"control characters, raw", record("Bell \x07\x1b[31m", "one\x01two"), 1, 0, "", "id:poison"},
      {"a NUL, escaped", record(R"(a\u0000b)", R"(c\u0000\u0000d)"), 1, 0, "", "id:poison"},
      {"a NUL, raw", record("a" + nul + "b", "c"), 1, 0, "", "id:poison"},
      {"an id of NULs",
       R"({"id":"\u0000\u0000","title":"Nameless","body":"x"})"
       "\n",
       1, 0, "", "nameless"},
      {"a lone surrogate", record(R"(High \ud800 alone)", R"(low \udfff)"), 1, 0, "", "id:poison"},
      {"bytes that are no UTF-8", record("Caf\xe9 \xff\xfe", "\xc3(\xf8"), 1, 0, "", "id:poison"},
      {"overlong UTF-8 and beyond", record("\xc0\xaf", "\xf4\x90\x80\x80 \xed\xa0\x80"), 1, 0, "",
       "id:poison"},
      {"bidi controls", record(R"(\u202egnp.exe)", R"(\u2066\u2067 turned)"), 1, 0, "", "turned"},
      {"a word of 240 bytes", record("Long", repeated("x", 240)), 1, 0, "", "id:poison"},
      {"words of 231 to 260 bytes",
       record("Long",
              [] {
                std::string text;
                for (std::size_t n = 231; n <= 260; ++n) text += repeated("y", n) + " ";
                return text;
              }()),
       1, 0, "", "id:poison"},
      {"a word of 10 MB", long_record("z", 10'000'000), 1, 0, "", "id:poison"},
      {"10,000 accents on one letter", record("Zalgo", "a" + repeated("\xcc\x81", 10'000)), 1, 0,
       "", "zalgo"},
      {"100,000 characters without a space", record("無", repeated("漢字", 50'000)), 1, 0, "",
       "漢字"},
      {"an article of 5 MB", long_record("All the same words. ", 250'000), 1, 0, "",
       "\"same words\""},
      {"an article of 100 MB", long_record("All the same words. ", 5'000'000), 0, 1,
       "the record is longer than 32 MB", "", 0, true},
      {"an article of 100 MB, --memory 2G", long_record("All the same words. ", 5'000'000), 1, 0,
       "", "\"same words\"", 1, true, "2G"},
      {"an article of 31 MB of the shortest words", long_record("a b c d e f g h i j ", 1'550'000),
       1, 0, "", "\"i j a\"", 1, true},
      {"an article of 300 MB, --memory 8G", long_record("All the same words. ", 15'000'000), 0, 1,
       "the record is longer than 256 MB", "", 0, true, "8G"},
      {"an article of 2 MB, --memory 16M", long_record("All the same words. ", 100'000), 0, 1,
       "the record is longer than 1 MB", "", 0, false, "16M"},
      {"50,000 different words", [] { return record("Various", words(50'000)); }, 1, 0, "",
       "w49999"},
      {"1,000,000 different words", [] { return record("Various", words(1'000'000)); }, 1, 0, "",
       "w999999", 1, true},
      {"10,000 articles of one word", tiny_records(10'000), 10'000, 0, "", "tiny", 10'000},
      {"1,000,000 articles of one word", tiny_records(1'000'000), 1'000'000, 0, "", "tiny",
       1'000'000, true},
      {"a title of 100,000 words", record(words(100'000, "t"), "Short."), 1, 0, "", "t99999"},
      {"nothing", "{}\n", 0, 1, "no text and no title", ""},
      {"blanks", record("   ", "\\n\\t "), 0, 1, "no text and no title", ""},
      {"only a title",
       R"({"id":"poison","title":"Only this"})"
       "\n",
       1, 0, "", "\"only this\""},
      {"the year 0", dated("0000-01-01"), 1, 0, "1 of them with one nobody can read", "id:poison"},
      {"the month 0", dated("0000-00-00"), 1, 0, "1 of them with one nobody can read", "id:poison"},
      {"the year 9999", dated("9999-12-31T23:59:59Z"), 1, 0, "", "date:9999"},
      {"the year 10000", dated("10000-01-01"), 1, 0, "1 of them with one nobody can read",
       "id:poison"},
      {"a date beyond all numbers", dated("99999999999999999999999999"), 1, 0,
       "1 of them with one nobody can read", "id:poison"},
      {"the year -1", dated("-0001-06-01"), 1, 0, "1 of them with one nobody can read",
       "id:poison"},
      {"ids that differ in case",
       R"({"id":"Case","title":"A collision","body":"x"})"
       "\n"
       R"({"id":"cASE","title":"A collision","body":"y"})"
       "\n",
       2, 0, "", "collision", 2},
      {"ids that differ in normal form",
       R"({"id":"caf\u00e9","title":"A collision","body":"x"})"
       "\n"
       R"({"id":"cafe\u0301","title":"A collision","body":"y"})"
       "\n",
       2, 0, "", "collision", 2},
      {"ids of 100 KB that differ at the end",
       [] {
         return fmt::format(R"({{"id":"{0}1","title":"A collision","body":"x"}})"
                            "\n"
                            R"({{"id":"{0}2","title":"A collision","body":"y"}})"
                            "\n",
                            repeated("i", 100'000));
       },
       2, 0, "", "collision", 2},
      {"a source, section and author of 1 MB",
       [] {
         return fmt::format(R"({{"id":"poison","title":"Names","source":"{0}","section":"{0}",)"
                            R"("author":"{0}","language":"{0}","url":"{0}"}})"
                            "\n",
                            repeated("name ", 200'000));
       },
       1, 0, "", "id:poison"},
      {"arrays 100,000 deep",
       R"({"id":"poison","title":"x","body":)" + repeated("[", 100'000) + repeated("]", 100'000) +
           "}\n",
       0, 1, "deep", ""},
      {"objects 100,000 deep", repeated(R"({"a":)", 100'000) + "1" + repeated("}", 100'000) + "\n",
       0, 1, "deep", ""},
      {"a record cut off",
       R"({"id":"poison","title":"Cut)"
       "\n",
       0, 1, "", ""},
      {"fields of other kinds",
       R"({"id":[1,{"a":2}],"title":{"b":[3]},"body":true,"date":{}})"
       "\n",
       0, 1, "no text and no title", ""},
      {"a number for an id",
       R"({"id":-1e400,"title":"Numbered","body":"x"})"
       "\n",
       0, 1, "", ""},
  };
}

struct Limits {
  std::string memory = "512M";
  rlim_t files = 0;  // 0 = as they are
  std::string jobs = "2";
};

Finished add(const fs::path& folder, const std::vector<std::string>& paths,
             const Limits& limits = {}) {
  std::string script = limits.files == 0 ? "" : fmt::format("ulimit -n {}; ", limits.files);
  script += "exec \"$0\" \"$@\"";
  std::vector<std::string> command{"/bin/sh",  "-c",
                                   script,     program("dateline-indexer").string(),
                                   "--index",  (folder / "archive").string(),
                                   "--jobs",   limits.jobs,
                                   "--memory", limits.memory,
                                   "add"};
  command.insert(command.end(), paths.begin(), paths.end());
  ::malloc_trim(0);  // what this process has counts for those it starts
  return Process(std::move(command), {}, folder).wait();
}

std::uint64_t found(const fs::path& archive, const std::string& query) {
  SearchRequest request;
  request.query.text = query;
  request.page.limit = 1;
  return Searcher(archive).search(request).total;
}

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  if (end == std::string::npos) return "";
  const std::size_t begin = text.find_last_of('\n', end);
  return text.substr(begin + 1, end - begin);
}

/// All that is printed, in one line: without the speed and the folder.
std::string told_of(const Finished& finished, const fs::path& folder) {
  std::istringstream lines(finished.err + finished.out);
  std::string told, line;
  while (std::getline(lines, line)) {
    if (line.find(" of text in ") != std::string::npos) continue;
    if (const std::size_t at = line.find(folder.string() + "/"); at != std::string::npos)
      line.erase(at, folder.string().size() + 1);
    told += (told.empty() ? "" : "; ") + line.substr(0, 300);
  }
  return told;
}

}  // namespace

TEST_CASE("one bad record costs nothing but itself") {
  std::string table = "| item | what the user sees | exit | memory |\n|---|---|---|---|\n";
  for (const Poison& row : poison()) {
    if (row.only_nightly && !nightly) continue;
    CAPTURE(row.name);
    const TemporaryFolder folder;
    const fs::path file = folder / "articles.jsonl";
    std::ofstream(file, std::ios::binary)
        << R"({"id":"before","title":"A good neighbour","body":"harvest"})"
           "\n"
        << row.lines()
        << R"({"id":"after","title":"A good neighbour","body":"harvest"})"
           "\n";
    const Finished finished = add(folder.path(), {file.string()}, {row.memory});
    const std::string told = told_of(finished, folder.path());
    CAPTURE(told);
    table += fmt::format("| {} | {} | {} | {} MB |\n", row.name, told, finished.exit_code,
                         finished.peak_memory / 1'000'000);
    CHECK(finished.exit_code == (row.rejected == 0 ? 0 : 1));
    CHECK(last_line(finished.out) == report(row.added + 2, row.rejected));
    CHECK(told.find(row.said) != std::string::npos);
    CHECK(static_cast<std::uint64_t>(finished.peak_memory) < parse_size(row.memory) + kProgram);
    if (finished.exit_code != 0 && finished.exit_code != 1) continue;
    const VerifyReport verified = verify(folder / "archive");
    for (const std::string& problem : verified.problems) CHECK(problem == "");
    CHECK(found(folder / "archive", "\"good neighbour\" harvest") == 2);
    if (!row.query.empty()) CHECK(found(folder / "archive", row.query) == row.found);
  }
  MESSAGE("what the user sees:\n" << table);
}

TEST_CASE("--memory bounds what indexing takes") {
  const struct {
    std::string memory;
    std::int64_t most;  // MB resident
    bool only_nightly = false;
  } rows[] = {{"16M", 130}, {"64M", 170, true}, {"256M", 350, true}, {"512M", 600, true}};
  const TemporaryFolder folder;
  const fs::path file = folder / "articles.jsonl";
  {
    std::ofstream out(file);
    const std::size_t articles = nightly ? 200'000 : 6'000;
    for (std::size_t i = 0; i < articles; ++i)
      out << fmt::format(R"({{"id":"{0}","title":"Article {0}","body":"{1}"}})", i,
                         words(200, ("word" + std::to_string(i % 977) + "x").c_str()))
          << '\n';
  }
  for (const auto& row : rows) {
    if (row.only_nightly && !nightly) continue;
    CAPTURE(row.memory);
    fs::remove_all(folder / "archive");
    const Finished finished = add(folder.path(), {file.string()}, {row.memory});
    MESSAGE("--memory " << row.memory << ": " << finished.peak_memory / 1'000'000 << " MB");
    CHECK_MESSAGE(finished.exit_code == 0, finished.err);
    CHECK(finished.peak_memory < row.most * 1'000'000);
  }
}

TEST_CASE("few open files are enough for many segments") {
  const TemporaryFolder folder;
  const fs::path file = folder / "articles.jsonl";
  {
    std::ofstream out(file);
    for (int i = 0; i < 4'000; ++i)
      out << fmt::format(R"({{"id":"{0}","title":"Article {0}","body":"{1}"}})", i, words(150))
          << '\n';
  }
  const Finished finished = add(folder.path(), {file.string()}, {"16M", 48, "4"});
  CHECK_MESSAGE(finished.exit_code == 0, finished.err);
  CHECK(verify(folder / "archive").problems.empty());
  CHECK(found(folder / "archive", "w149") == 4'000);
}

TEST_CASE("temporary files of a run that died are gone after the next") {
  const TemporaryFolder folder;
  add_files(folder / "archive", {(repository_root() / "corpus" / "agency").string()});
  const fs::path archive = folder / "archive";
  fs::create_directories(archive / "tmp/7.parts/3");
  fs::create_directories(archive / "terms/99");
  std::ofstream(archive / "tmp/7.parts/3/postlist.glass") << "half";
  std::ofstream(archive / "tmp/8") << "half";
  std::ofstream(archive / "terms/99/postlist.glass") << "half";
  WritableArchive(archive, {}).catalog();
  CHECK(!fs::exists(archive / "tmp"));
  CHECK(!fs::exists(archive / "terms/99"));
  CHECK(verify(archive).problems.empty());
}
