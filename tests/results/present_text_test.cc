// SPDX-License-Identifier: GPL-2.0-or-later
// The text output for a terminal.
#include "results/presenter.h"

#include <doctest/doctest.h>

#include <random>
#include <sstream>
#include <string>
#include <string_view>

#include "results/terminal_text.h"
#include "support/presented.h"

using namespace dateline;
using namespace dateline::searching;
using namespace std::literals;

TEST_CASE("text: the head line") {
  struct Head {
    std::uint64_t total, offset, limit;
    bool exact;
    std::string_view expected;
  };
  const Head table[] = {
      {0, 0, 10, true, "no articles found\n"},
      {0, 10, 10, true, "no articles found\n"},
      {1, 0, 10, true, "1 article\n"},
      {1412, 0, 10, true, "1,412 articles\n"},
      {1412, 0, 10, false, "about 1,412 articles\n"},
      {1412, 10, 10, true, "results 11–20 of 1,412\n"},
      {1412, 1405, 10, true, "results 1,406–1,412 of 1,412\n"},
      {1412, 1000, 0, true, "results 1,001–1,412 of 1,412\n"},
      {1412, 1412, 10, true, "no results from 1,413 on, of 1,412\n"},
      {20, 10, UINT64_MAX, true, "results 11–20 of 20\n"},
  };
  for (const auto& [total, offset, limit, exact, expected] : table) {
    Results results;
    results.total = total;
    results.offset = offset;
    results.limit = limit;
    results.total_exact = exact;
    CHECK(printed(results, OutputFormat::text) == expected);
  }
}

TEST_CASE("text: a hit") {
  CHECK(printed(results_of({full_hit()}), OutputFormat::text) == R"(1 article

  1  Oil prices rise
     Reuters · 2024-08-22 · crude · Ann
     Smith · en · 1,312 words
     Crude oil rose <2%> & "more" as
     traders waited.
     reuters-42 · https://example.org/42
)");
  CHECK(printed(results_of({full_hit()}), OutputFormat::text, true) ==
        "1 article\n"
        "\n"
        "  1  \x1b[1;33mOil\x1b[0m\x1b[1m prices rise\x1b[0m\n"
        "     Reuters · 2024-08-22 · crude · Ann\n"
        "     Smith · en · 1,312 words\n"
        "     Crude \x1b[1;33moil\x1b[0m rose <2%> & \"more\" as\n"
        "     traders waited.\n"
        "     \x1b[2mreuters-42 · https://example.org/42\x1b[0m\n");
}

TEST_CASE("text: hits of every kind") {
  Hit bare = hit_of(1, "", "");
  Hit long_title = hit_of(1000, "a", "A title that does not fit on a line of forty");
  Hit same_address =
      hit_of(12, "https://example.org/1", "日本語の新聞記事の題名はとても長い日本語の新聞");
  same_address.url = same_address.id;
  Hit spoof = hit_of(3, "x\x1b[2J\ny",
                     "\x1b]0;owned\x07"
                     "safe\u202egnp.exe");
  spoof.author = "\x1b[31m";
  spoof.words = 1;
  Hit hebrew = hit_of(4, "h", "שלום עולם");
  hebrew.source = "הארץ";
  hebrew.section = "news";
  hebrew.published = -1;
  CHECK(printed(results_of({bare, long_title, same_address, spoof, hebrew}), OutputFormat::text) ==
        "5 articles\n"
        "\n"
        "  1  (no title)\n"
        "\n"
        "1000  A title that does not fit on a\n"
        "      line of forty\n"
        "     a\n"
        "\n"
        " 12  日本語の新聞記事の題名はとても長い\n"
        "     日本語の新聞\n"
        "     https://example.org/1\n"
        "\n"
        "  3  safegnp.exe\n"
        "     1 word\n"
        "     x y\n"
        "\n"
        "  4  \u2068שלום עולם\u2069\n"
        "     \u2068הארץ\u2069 · 1969-12-31 · news\n"
        "     h\n");
}

TEST_CASE("text: explanation, facets and timeline") {
  Results results = results_of({hit_of(1, "a", "A")});
  results.total = 1234;
  results.limit = 1;
  results.explanation = {{0, "oil* AND (gas OR pipeline OR tanker)", 1234, {}},
                         {1, "oil*", 20000, {"oil (15000)", "oils (200)", "oily (3)"}},
                         {1, "gas OR pipeline OR tanker", 1500, {}},
                         {2, "gas", 900, {"Zgas (900)"}}};
  results.facets = {{"source", {{"Reuters", 1200}, {"日本経済", 20}, {"הארץ", 1}}, 9, 7},
                    {"section", {}, 0, 1234},
                    {"author", {{"A name that is far longer than a line", 2}}, 1, 0}};
  results.timeline = Timeline{
      Period::month,
      {{"2024-07", 400, 900}, {"2024-08", 0, 12}, {"2024-09", 100, 100}, {"2024-10", 0, 0}},
      3};
  CHECK(printed(results, OutputFormat::text) ==
        "1,234 articles\n"
        "\n"
        "understood as\n"
        "   1,234  oil* AND (gas OR pipeline OR\n"
        "          tanker)\n"
        "  20,000    oil*\n"
        "              oil (15000), oils (200),\n"
        "              oily (3)\n"
        "   1,500    gas OR pipeline OR tanker\n"
        "     900      gas\n"
        "                Zgas (900)\n"
        "\n"
        "  1  A\n"
        "     a\n"
        "\n"
        "source\n"
        "  Reuters   1,200  ████████████████████\n"
        "  日本経済     20  ▍\n"
        "  \u2068הארץ\u2069          1  ▏\n"
        "  (none)        7\n"
        "  6 more\n"
        "\n"
        "section\n"
        "  (none)  1,234\n"
        "\n"
        "author\n"
        "  A name that is far lon…  2  ██████████\n"
        "\n"
        "by month\n"
        "  2024-07    400  ██████████████████████\n"
        "  2024-08      0\n"
        "  2024-09    100  █████▌\n"
        "  2024-10      -  no articles held\n"
        "  (no date)    3\n");
}

TEST_CASE("text: a clause with many terms, deeply nested") {
  Results results = results_of({});
  ExplainedClause clause{100000, "econom*", 1, {}};
  for (int i = 0; i < 25; ++i) clause.terms.push_back("t");
  results.explanation = {clause};
  const std::string text = printed(results, OutputFormat::text, false, 60);
  CHECK(text.find("and 5 more") != std::string::npos);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK(display_width(line) <= 60);
}

TEST_CASE("text: no line but an address is wider than the terminal, whatever the text") {
  std::mt19937 random(5);
  const std::string_view pieces[] = {"oil ",   "日本",       "e\u0301", "\x1b[31m",
                                     "\xff",   "שלום",       " ",       "averyveryverylongword",
                                     "\u202e", "\U0001f600", "-",       "\n"};
  for (int i = 0; i < 300; ++i) {
    const auto text = [&] {
      std::string result;
      for (auto n = random() % 12; n > 0; --n) result += pieces[random() % std::size(pieces)];
      return result;
    };
    Hit hit = hit_of(random() % 2000, "", text());
    hit.source = text();
    hit.author = text();
    hit.snippet = {text() + text(), {{random() % 5, random() % 30}, {random() % 40, 20}}};
    Results results = results_of({hit});
    results.facets = {{"source", {{text(), random() % 100000}, {text(), 3}}, 2, 1}};
    const int width = 20 + static_cast<int>(random() % 60);
    const std::string shown = printed(results, OutputFormat::text, false, width);
    CHECK(is_valid_utf8(shown));
    std::istringstream lines(shown);
    for (std::string line; std::getline(lines, line);) {
      CHECK(display_width(line) <= width);
      CHECK(line.find('\x1b') == std::string::npos);
      CHECK(line.find("\u202e") == std::string::npos);
    }
  }
}
