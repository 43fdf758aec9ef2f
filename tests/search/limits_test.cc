// SPDX-License-Identifier: GPL-2.0-or-later
// Hostile queries: each is answered, or refused with a sentence, in time and in bounded memory.
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "support/process.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;

namespace {

constexpr double kDeadline = 10;                   // seconds, the program's default
constexpr std::int64_t kMostMemory = 500'000'000;  // bytes

std::string repeated(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

std::string joined(const std::string& beginning, std::size_t words, const std::string& between) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i)
    text.append(i == 0 ? "" : between).append(beginning).append(std::to_string(i));
  return text;
}

struct Row {
  std::string name;
  std::string query;
  std::string sentence;  // part of what is said of it; empty = nothing has to be said
};

std::vector<Row> hostile_queries() {
  return {
      {"10,000 opening parentheses", repeated("(", 10'000) + "oil", "more than 100 deep"},
      {"10,000 pairs of parentheses", repeated("(", 10'000) + "oil" + repeated(")", 10'000),
       "more than 100 deep"},
      {"100 KB of quotes", repeated("\"", 100'000), "A phrase without words"},
      {"100 KB of quotes and words", repeated("\"oil ", 20'000), "more than 4096 words"},
      {"everything", "*", ""},
      {"one letter and a star", "a*", "at least 3 letters"},
      {"only question marks", "????", "Nothing to look for"},
      {"a star before and behind", "*a*", "letters"},
      {"many words fit", "*the*", ""},
      {"common words 500 apart", "the NEAR/500 of NEAR/500 said", ""},
      {"common words in a sentence", "(the w/s of) w/p (said w/s to)", ""},
      {"common words in a phrase", "\"the * of (the|a|to|said) * in\"", ""},
      {"5,000 words, any of them", joined("word", 5'000, " OR "), "more than 4096 words"},
      {"5,000 common words, any of them",
       repeated("the OR of OR to OR said OR in OR ", 1'000) + "a", "more than 4096 words"},
      {"500 wildcards", joined("(the* OR con* OR pro* OR *ing) OR x", 125, " OR "), ""},
      {"500 fuzzy words", repeated("government~2 OR parliament~2 OR ", 250) + "oil", ""},
      {"distances of distances", repeated("(", 90) + "the" + repeated(" NEAR/500 of)", 90), ""},
      {"words times words",
       "(" + joined("x", 100, " AND ") + ") NEAR/5 (" + joined("y", 100, " AND ") + ")",
       "4096 words"},
      {"a chain of ATLEAST", repeated("ATLEAST/2 ", 5'000) + "oil", ""},
      {"a chain of NOT", repeated("NOT ", 5'001) + "oil", ""},
      {"a long word", repeated("a", 100'000), ""},
      {"a long pattern", "abc" + repeated("*a?b", 5'000), ""},
  };
}

void check_all(const std::filesystem::path& archive) {
  const TemporaryFolder outputs;
  for (const Row& row : hostile_queries()) {
    CAPTURE(row.name);
    const auto start = std::chrono::steady_clock::now();
    const Finished finished =
        Process({program("dateline-query"), "--index", archive.string(), "--explain", "--facet",
                 "source", "--timeline", "month", "--", row.query},
                {}, outputs.path())
            .wait();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    MESSAGE(row.name << ": " << took.count() << " s, " << finished.peak_memory / 1'000'000
                     << " MB, exit " << finished.exit_code);
    CAPTURE(finished.err.substr(0, 1'000));
    CHECK(finished.signal == 0);
    CHECK(finished.exit_code >= 0);
    CHECK(finished.exit_code <= 2);
    const std::string sentence =
        finished.exit_code == 2 ? "the search took longer than 10 s" : row.sentence;
    CHECK(finished.err.find(sentence) != std::string::npos);
    CHECK(took.count() < kDeadline + 1);  // what is left to do when the time is over
    CHECK(finished.peak_memory < kMostMemory);
  }
}

}  // namespace

TEST_CASE("hostile queries on the sample archive") {
  const TemporaryFolder folder;
  add_files(folder / "archive", {(repository_root() / "corpus").string()});
  check_all(folder / "archive");
}

TEST_CASE("hostile queries on Reuters, where it is present") {
  const std::filesystem::path data = repository_root().parent_path() / "shared/data/reuters21578";
  if (!std::filesystem::exists(data)) return;
  const TemporaryFolder folder;
  add_files(folder / "archive", {data.string()});
  check_all(folder / "archive");
}
