// SPDX-License-Identifier: GPL-2.0-or-later
// Untrusted text (articles, ids, names of files, queries) printed by both programs in every format:
// a terminal, a browser or a spreadsheet executes none of it.
#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "support/process.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;
namespace fs = std::filesystem;

namespace {

// Colours, a window's title, a clear screen, a C1 sequence, an override, a line's begin, DEL.
const std::string kHostile =
    "\x1b[31mred \x1b]0;owned\x07 \x1b[2J \xc2\x9b"
    "1A \xe2\x80\xae"
    "gnp.exe\xe2\x81\xa6 over\rwritten\x7f"
    " <script>alert(1)</script> bank";

/// The first byte or character that a terminal would obey; "" = none. Line feeds are the program's
/// own, as are tabs between columns and isolates round right-to-left text.
std::string obeyed(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = [&](std::size_t n) {
      return i + n < text.size() ? static_cast<unsigned char>(text[i + n]) : 0U;
    };
    const bool c1 = byte == 0xc2 && next(1) >= 0x80 && next(1) < 0xa0;
    const bool bidi = (byte == 0xe2 && next(1) == 0x80 && next(2) >= 0xaa && next(2) <= 0xae) ||
                      (byte == 0xe2 && next(1) == 0x81 && next(2) == 0xa6) ||
                      (byte == 0xe2 && next(1) == 0x81 && next(2) == 0xa7);
    const bool control = (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f;
    if (c1 || bidi || control) {
      const std::size_t from = i < 30 ? 0 : i - 30;
      return "byte " + std::to_string(i) + ": " +
             nlohmann::json(text.substr(from, i - from))
                 .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    }
  }
  return "";
}

class HostileArchive {
 public:
  HostileArchive() {
    Article a;
    a.id = kHostile;
    a.title = kHostile;
    a.body = kHostile + " " + kHostile;
    a.source = a.section = a.author = kHostile;
    a.url = "https://example.org/" + kHostile;
    a.published = 1735646400;
    Article formula;
    formula.id = "=HYPERLINK(\"http://example.org\")";
    formula.title = "@SUM(1+1)*cmd|' /C calc'!A0";
    formula.body = "+1 bank\t=2";
    formula.source = "-2+3";
    make_archive(archive(), {a, formula});
  }
  fs::path archive() const { return folder_ / "archive"; }
  const fs::path& folder() const { return folder_.path(); }

  Finished run(const char* name, std::vector<std::string> words) const {
    words.insert(words.begin(), program(name).string());
    return Process(std::move(words),
                   {{"DATELINE_INDEX", archive().string()}, {"LC_ALL", "C.UTF-8"}}, folder())
        .wait();
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("searching prints nothing that is obeyed") {
  const HostileArchive hostile;
  const std::vector<std::string> options{"--facet", "source,section,author,language", "--timeline",
                                         "month", "--explain"};
  for (const std::string format : {"text", "json", "jsonl", "csv", "ids"}) {
    for (const std::string& query : std::vector<std::string>{
             "bank", "", "zzz " + kHostile, "title:(" + kHostile, "source:\"" + kHostile + "\"",
             "nofield:\x1b[31m \"open", "\xff\xfe\x9b"}) {
      for (const bool strict : {false, true}) {
        CAPTURE(format);
        CAPTURE(query);
        std::vector<std::string> words = options;
        words.insert(words.end(), {"--format", format});
        if (format == "csv") words.push_back("--csv-safe");  // else cells are the values
        if (strict) words.push_back("--strict");
        words.insert(words.end(), {"--", query});
        const Finished finished = hostile.run("dateline-query", words);
        CHECK(finished.signal == 0);
        CHECK(obeyed(finished.out) == "");
        CHECK(obeyed(finished.err) == "");
      }
    }
  }
}

TEST_CASE("a snippet in JSON is HTML without the article's tags") {
  const HostileArchive hostile;
  const Finished finished = hostile.run("dateline-query", {"--format", "jsonl", "script"});
  REQUIRE(finished.exit_code == 0);
  const std::string snippet = nlohmann::json::parse(finished.out).at("snippet");
  CHECK(snippet.find("&lt;<mark>script</mark>&gt;") != std::string::npos);
  CHECK(snippet.find("<script") == std::string::npos);
}

TEST_CASE("no cell of a safe table but an id begins a formula") {
  const HostileArchive hostile;
  const Finished finished =
      hostile.run("dateline-query", {"--format", "csv", "--csv-safe", "--fields",
                                     "score,title,source,section,author,url,body", "bank"});
  REQUIRE(finished.exit_code == 0);
  for (const char* cell :
       {",=", ",+", ",-", ",@", ",\"=", ",\"+", ",\"-", ",\"@", ",\t", ",\"\t"}) {
    CAPTURE(cell);
    CHECK(finished.out.find(cell) == std::string::npos);
  }
  CHECK(finished.out.find("'@SUM") != std::string::npos);
}

TEST_CASE("options and errors of searching print nothing that is obeyed") {
  const HostileArchive hostile;
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"--after", kHostile},
                                             {"--before", kHostile},
                                             {"--facet", kHostile},
                                             {"--source", kHostile},
                                             {"--limit", kHostile},
                                             {"--format", kHostile},
                                             {"--sort", kHostile},
                                             {"--index", kHostile},
                                             {"--no-such-" + kHostile}}) {
    CAPTURE(words.front());
    const Finished finished = hostile.run("dateline-query", words);
    CHECK(finished.signal == 0);
    CHECK(obeyed(finished.out) == "");
    CHECK(obeyed(finished.err) == "");
  }
}

TEST_CASE("indexing prints nothing that is obeyed") {
  const HostileArchive hostile;
  std::string name = "x\x1b[31m\nhint: obey\xe2\x80\xae\x7f\xff.jsonl";
  const fs::path bad = hostile.folder() / name;
  std::ofstream(bad, std::ios::binary) << "{\"title\": \x1b[31m}\n{\"\x1b[2J\": 1}\n"
                                       << "{\"title\":\"A \\u009b31m \\u202e title\"}\n";
  fs::create_directory(hostile.folder() / ("d\x1b[31m"));
  const fs::path link = hostile.folder() / "d\x1b[31m" / "l\x1b]0;x\x07.json";
  REQUIRE(::symlink(bad.c_str(), link.c_str()) == 0);
  REQUIRE(::mkfifo((hostile.folder() / "d\x1b[31m" / "p\x1b[31m.jsonl").c_str(), 0600) == 0);
  const struct {
    std::vector<std::string> words;
    int exit_code;
  } rows[] = {
      {{"add", bad.string()}, 1},
      {{"--progress", "never", "add", (hostile.folder() / "d\x1b[31m").string()}, 1},
      {{"add", "--strict", bad.string()}, 2},
      {{"add", "--dry-run", bad.string()}, 1},
      {{"add", bad.string() + ".missing"}, 2},
      {{"add", "--format", kHostile, bad.string()}, 2},
      {{"add", "--timezone", kHostile, bad.string()}, 2},
      {{"add", "--language", kHostile, bad.string()}, 2},
      {{"add", "--map", kHostile, bad.string()}, 2},
      {{"add", "--map", kHostile + "=x", bad.string()}, 2},
      {{"--memory", kHostile, "optimize"}, 2},
      {{"--mode", kHostile, "optimize"}, 2},
      {{kHostile}, 2},
      {{"remove", kHostile + " no"}, 1},
      {{"--json", "remove", "\xff\xfe\xc2\x9b"}, 1},
      {{"status"}, 0},
      {{"--json", "status"}, 0},
      {{"verify"}, 0},
      {{"--index", "/nonexistent/" + kHostile, "status"}, 2},
      {{"query", "--remove", kHostile}, 2},
      {{"query", "kept", kHostile}, 0},
      {{"query"}, 0},
      {{"query", "kept"}, 0},
      {{"--json", "query"}, 0},
      {{"group", "kept", kHostile, "two"}, 0},
      {{"group"}, 0},
      {{"group", "kept"}, 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.words.front());
    CAPTURE(row.words.back());
    const Finished finished = hostile.run("dateline-indexer", row.words);
    CAPTURE(finished.err);
    CHECK(finished.exit_code == row.exit_code);
    CHECK(obeyed(finished.out) == "");
    CHECK(obeyed(finished.err) == "");
    CHECK(finished.err.find("\nhint: obey") == std::string::npos);
  }
}
