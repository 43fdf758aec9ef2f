// SPDX-License-Identifier: GPL-2.0-or-later
// The manual is true: every example of SYNTAX.md and of --help-query is read as described, runs on
// the sample archive, and finds the number of articles that follows a #.
#include <doctest/doctest.h>

#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "language/query_help.h"
#include "parsing/canonical_text.h"
#include "parsing/parser.h"
#include "search/searcher.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;

namespace {

constexpr Timestamp kNow = 1735646400;  // 2024-12-31T12:00:00Z

struct Example {
  int line = 0;
  Dialect dialect = Dialect::standard;
  bool noted = false;  // may be read with a note
  std::string query, canonical;
  std::optional<std::uint64_t> total;
};

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' '), end = text.find_last_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

/// "query  -> canonical  # 12"
Example example_of(std::string line) {
  Example example;
  if (const std::size_t mark = line.rfind("  # "); mark != std::string::npos) {
    example.total = std::stoull(line.substr(mark + 4));
    line.resize(mark);
  }
  const std::size_t arrow = line.find(" -> ");
  example.query = trimmed(line.substr(0, arrow));
  example.canonical = arrow == std::string::npos ? example.query : trimmed(line.substr(arrow + 4));
  return example;
}

std::vector<Example> examples() {
  const std::string fence = "```";
  std::ifstream in(repository_root() / "query" / "SYNTAX.md");
  std::vector<Example> all;
  std::optional<std::string> block;  // what stands behind "query" at its head
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.starts_with(fence)) {
      const bool opens = !block && line.starts_with(fence + "query");
      block = opens ? std::optional(trimmed(line.substr(fence.size() + 5))) : std::nullopt;
    } else if (block) {
      Example example = example_of(line);
      example.line = number;
      example.noted = !block->empty();
      if (const auto dialect = find_dialect(*block)) example.dialect = *dialect;
      all.push_back(std::move(example));
    }
  }
  return all;
}

/// The sample archive, made once.
Searcher& sample() {
  static const TemporaryFolder folder;
  static const bool made = [] {
    std::vector<std::string> paths;
    for (const char* part : {"seeds", "corpus/articles", "corpus/agency"})
      paths.push_back((repository_root() / part).string());
    const IngestReport report = add_files(folder / "archive", paths);
    return report.added > 0;
  }();
  REQUIRE(made);
  static Searcher searcher(folder / "archive");
  return searcher;
}

Results search(const std::string& text, Dialect dialect = Dialect::standard) {
  SearchRequest request;
  request.query.text = text;
  request.query.dialect = dialect;
  request.now = kNow;
  return sample().search(request);
}

}  // namespace

TEST_CASE("examples of SYNTAX.md are read as it says") {
  const std::vector<Example> all = examples();
  REQUIRE(all.size() > 150);
  for (const Example& example : all) {
    CAPTURE(example.line);
    CAPTURE(example.query);
    const ParsedQuery parsed = parse_query(example.query, {kNow, false, example.dialect});
    CHECK(to_text(parsed.query) == example.canonical);
    if (!example.noted) {
      std::string notes;
      for (const Note& note : parsed.notes) notes += note.message + "\n";
      CHECK(notes == "");
    }
    const ParsedQuery again = parse_query(example.canonical, {kNow, false, Dialect::standard});
    CHECK(again.query == parsed.query);
    CHECK(again.notes.empty());
  }
}

TEST_CASE("examples of SYNTAX.md find what it says") {
  for (const Example& example : examples()) {
    CAPTURE(example.line);
    CAPTURE(example.query);
    const Results results = search(example.query, example.dialect);
    CHECK(results.total == search(example.canonical).total);
    if (example.total) CHECK(results.total == *example.total);
  }
}

TEST_CASE("examples of --help-query are read without a note, and run") {
  for (const HelpRow& row : query_help()) {
    if (row.example.empty()) continue;
    CAPTURE(row.example);
    const Results results = search(std::string(row.example));
    CHECK(results.notes.empty());
    CHECK(results.canonical != "NOT *");
  }
}
