// SPDX-License-Identifier: GPL-2.0-or-later
#include "results/terminal_text.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/presented.h"

using namespace dateline;
using namespace dateline::searching;
using namespace std::literals;

TEST_CASE("display_width") {
  struct Width {
    std::string_view text;
    int columns;
  };
  const Width table[] = {
      {"", 0},     {"abc", 3},     {"é", 1},  {"e\u0301", 1},    {"日本語", 6},
      {"한국", 4}, {"ｱ", 1},       {"Ａ", 2}, {"\u200b", 0},     {"\u2068a\u2069", 1},
      {"שלום", 4}, {"ש\u05b8", 1}, {"…", 1},  {"\U0001f600", 2}, {"\xff", 1},
  };
  for (const auto& [text, columns] : table) {
    CAPTURE(text);
    CHECK(display_width(text) == columns);
  }
}

TEST_CASE("wrap") {
  struct Wrapped {
    std::string_view text;
    int width;
    std::vector<std::string> lines;
  };
  const Wrapped table[] = {
      {"", 10, {""}},
      {"one", 10, {"one"}},
      {"one two three", 8, {"one two", "three"}},
      {"one two three", 7, {"one two", "three"}},
      {"one two", 3, {"one", "two"}},
      {"abcdefgh", 3, {"abc", "def", "gh"}},
      {"a abcdefgh z", 3, {"a", "abc", "def", "gh", "z"}},
      {"well-known", 6, {"well-", "known"}},
      {"日本語の新聞", 6, {"日本語", "の新聞"}},
      {"日本語の新聞", 5, {"日本", "語の", "新聞"}},
      {"新聞。記事", 4, {"新", "聞。", "記事"}},  // a full stop never begins a line
      {"日", 1, {"日"}},
      {"e\u0301e\u0301e\u0301", 2, {"e\u0301e\u0301", "e\u0301"}},
  };
  for (const auto& [text, width, lines] : table) {
    CAPTURE(text);
    CHECK(wrap(text, width) == lines);
  }
}

TEST_CASE("wrap cuts marks at line ends") {
  std::vector<std::string> lines;
  for (const auto& line : wrap(marked("one [two three] four"), 8)) lines.push_back(bracketed(line));
  CHECK(lines == std::vector<std::string>{"one [two]", "[three]", "four"});
}

TEST_CASE("fit") {
  CHECK(fit("abcdef", 6) == "abcdef");
  CHECK(fit("abcdef", 5) == "abcd…");
  CHECK(fit("ab cdef", 4) == "ab…");
  CHECK(fit("日本語", 5) == "日本…");
  CHECK(fit("日本語", 4) == "日…");
  CHECK(fit("abc", 1) == "…");
}

TEST_CASE("bar") {
  CHECK(bar(0, 100, 10).empty());
  CHECK(bar(5, 0, 10).empty());
  CHECK(bar(5, 5, 0).empty());
  CHECK(bar(100, 100, 3) == "███");
  CHECK(bar(50, 100, 3) == "█▌");
  CHECK(bar(1, 100000, 10) == "▏");
  CHECK(bar(200, 100, 2) == "██");
}

TEST_CASE("grouped") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
}
