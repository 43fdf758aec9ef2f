// SPDX-License-Identifier: GPL-2.0-or-later
#include "results/output_escape.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "support/presented.h"

using namespace dateline;
using namespace dateline::searching;
using namespace std::literals;

TEST_CASE("printable_text") {
  // clang-format off
  const Escaped table[] = {
      {"plain", "plain"},
      {"", ""},
      {"  two \t\r\n spaces  ", "two spaces"},
      {"\x1b[31mred\x1b[0m", "red"},
      {"\x1b[38;5;1mred\x1b[m", "red"},
      {"a\x1b]0;title\x07z", "az"},
      {"a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\z", "alinkz"},
      {"a\x1bP1;2|data\x1b\\z", "az"},
      {"a\x1b]never ends", "anever ends"},
      {"a\x1b(Bz", "az"},
      {"a\x1b" "cz", "az"},
      {"a\x1b", "a"},
      {"a\x1b[", "a"},
      {"a\x1b\x1b[1mz", "az"},
      {"a\u009b31mz", "az"},           // C1 CSI
      {"a\u009d0;t\u009cz", "az"},     // C1 OSC
      {"a\x9b" "31mz", "a\ufffd31mz"}, // not UTF-8
      {"a\x07\x08\x7f\x01z", "az"},
      {"a\0z"sv, "az"},
      {"a\u0085z\u2028y", "a z y"},
      {"evil\u202egnp.exe", "evilgnp.exe"},
      {"\u202aa\u202b\u202c\u202d\u2066\u2067\u2068\u2069\u200e\u200f\u061cz", "az"},
      {"broken \xc3( \xff \xe2\x82", "broken \ufffd( \ufffd \ufffd"},
      {"日本語 e\u0301 \U0001f600", "日本語 e\u0301 \U0001f600"},
  };
  // clang-format on
  for (const auto& [input, expected] : table) {
    CAPTURE(input);
    CHECK(printable_text(input) == expected);
  }
}

TEST_CASE("printable_text moves the marks along") {
  const Escaped table[] = {
      {"\x1b(B[oil] and \x1b(B[g\x1b(Bas]", "[oil] and [gas]"},
      {"  [oil]  ", "[oil]"},
      {"a [\x07]b", "a b"},
      {"a[ ]", "a"},
      {"\u202e[日]本", "[日]本"},
  };
  for (const auto& [input, expected] : table) {
    CAPTURE(input);
    CHECK(bracketed(printable_text(marked(input))) == expected);
  }
  const MarkedText unsound{"abcdef", {{4, 99}, {1, 2}, {5, 5}, {7, 9}}};
  CHECK(bracketed(printable_text(unsound)) == "abcd[ef]");
}

TEST_CASE("html_marked") {
  const Escaped table[] = {
      {"", ""},
      {"no marks", "no marks"},
      {"[all]", "<mark>all</mark>"},
      {"a [b] c [d]", "a <mark>b</mark> c <mark>d</mark>"},
      {"<script>alert('x')</script> [&]",
       "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; <mark>&amp;</mark>"},
      {"\"quoted\"", "&quot;quoted&quot;"},
      {"bad \xff [\xff]", "bad \ufffd <mark>\ufffd</mark>"},
  };
  for (const auto& [input, expected] : table) {
    CAPTURE(input);
    CHECK(html_marked(marked(input)) == expected);
  }
}

TEST_CASE("csv_cell") {
  const Escaped table[] = {
      {"", ""},
      {"plain", "plain"},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {" space", "\" space\""},
      {"=1+1", "=1+1"},
      {"-1", "-1"},
      {"over\rwritten", "over written"},
      {"\x1b[1m=1", "\" [1m=1\""},
      {"\u202eabc", "\u202eabc"},
      {"a=1", "a=1"},
      {"\xff", "\ufffd"},
  };
  for (const auto& [input, expected] : table) {
    CAPTURE(input);
    CHECK(csv_cell(input) == expected);
  }
}

TEST_CASE("csv_cell guards formulas where that is asked for") {
  const Escaped table[] = {
      {"=1+1", "'=1+1"},
      {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"|cmd", "'|cmd"},
      {"\t=1", "'\t=1"},
      {"\r=1", "' =1"},
      {"\rabc", "' abc"},
      {" =1", "' =1"},
      {"\n=1", "\"'\n=1\""},
      {"＝1", "'＝1"},
      {"a=1", "a=1"},
  };
  const CsvStyle safe{.separator = ',', .safe = true, .bom = false};
  for (const auto& [input, expected] : table) {
    CAPTURE(input);
    CHECK(csv_cell(input, safe) == expected);
    CHECK(csv_cell("id", safe, false) == "id");
  }
  CHECK(csv_cell("=1", safe, false) == "=1");
}

TEST_CASE("json_string") {
  const Escaped table[] = {
      {"", "\"\""},
      {"a\"b\\c", "\"a\\\"b\\\\c\""},
      {"\x1b[31m\n", "\"\\u001b[31m\\n\""},
      {"\x7f\u009b\u202e\u2028", "\"\\u007f\\u009b\\u202e\\u2028\""},
      {"日本", "\"日本\""},
      {"\xff", "\"\ufffd\""},
  };
  for (const auto& [input, expected] : table) {
    CAPTURE(input);
    CHECK(json_string(input) == expected);
  }
}

TEST_CASE("id_line") {
  const Escaped table[] = {
      {"reuters-42", "reuters-42"},
      {"C:\\news \"a\"", "C:\\news \"a\""},
      {"two\nlines", "two\\nlines"},
      {"\\ and \t", "\\\\ and \\t"},
      {"\x1b[2J", "\\u001b[2J"},
      {"a\u202ez", "a\\u202ez"},
      {"\xff", "\ufffd"},
      {"日本", "日本"},
  };
  for (const auto& [input, expected] : table) {
    CAPTURE(input);
    CHECK(id_line(input) == expected);
  }
}
