// SPDX-License-Identifier: GPL-2.0-or-later
#include "presenter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "escape.h"
#include "terminal_text.h"

using namespace dateline;
using namespace std::literals;
using nlohmann::json;

namespace {

/// "a [b] c" with the marks in brackets.
MarkedText marked(std::string_view text) {
  MarkedText result;
  for (char c : text) {
    if (c == '[')
      result.marks.push_back({result.text.size(), 0});
    else if (c == ']')
      result.marks.back().end = result.text.size();
    else
      result.text += c;
  }
  return result;
}

std::string bracketed(const MarkedText& text) {
  std::string result = text.text;
  for (auto mark = text.marks.rbegin(); mark != text.marks.rend(); ++mark) {
    result.insert(mark->end, 1, ']');
    result.insert(mark->begin, 1, '[');
  }
  return result;
}

Hit hit_of(std::uint64_t rank, std::string id, std::string title) {
  Hit hit;
  hit.rank = rank;
  hit.id = std::move(id);
  hit.title = std::move(title);
  return hit;
}

Hit full_hit() {
  Hit hit = hit_of(1, "reuters-42", "Oil prices rise");
  hit.score = 12.5;
  hit.source = "Reuters";
  hit.section = "crude";
  hit.author = "Ann Smith";
  hit.language = "en";
  hit.url = "https://example.org/42";
  hit.published = 1724320800;
  hit.words = 1312;
  hit.title_marked = marked("[Oil] prices rise");
  hit.snippet = marked("Crude [oil] rose <2%> & \"more\" as traders waited.");
  return hit;
}

Results found(std::vector<Hit> hits) {
  Results results;
  results.query_text = "oil";
  results.canonical = "oil";
  results.total = hits.size();
  results.limit = 10;
  results.hits = std::move(hits);
  return results;
}

std::string printed(const Results& results, OutputFormat format, bool color = false,
                    int width = 40) {
  std::ostringstream out;
  present(out, results, {format, color, width});
  return out.str();
}

bool is_valid_utf8(const std::string& text) {
  try {
    const auto dumped = json(text).dump();
    return !dumped.empty();
  } catch (const json::exception&) {
    return false;
  }
}

struct Row {
  std::string_view input, expected;
};

}  // namespace

TEST_CASE("visible_text") {
  // clang-format off
  const Row table[] = {
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
    CHECK(visible_text(input) == expected);
  }
}

TEST_CASE("visible_text moves the marks along") {
  const Row table[] = {
      {"\x1b(B[oil] and \x1b(B[g\x1b(Bas]", "[oil] and [gas]"},
      {"  [oil]  ", "[oil]"},
      {"a [\x07]b", "a b"},
      {"a[ ]", "a"},
      {"\u202e[日]本", "[日]本"},
  };
  for (const auto& [input, expected] : table) {
    CAPTURE(input);
    CHECK(bracketed(visible_text(marked(input))) == expected);
  }
  const MarkedText unsound{"abcdef", {{4, 99}, {1, 2}, {5, 5}, {7, 9}}};
  CHECK(bracketed(visible_text(unsound)) == "abcd[ef]");
}

TEST_CASE("html_marked") {
  const Row table[] = {
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
  const Row table[] = {
      {"", ""},
      {"plain", "plain"},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {" space", "\" space\""},
      {"=1+1", "'=1+1"},
      {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"\t=1", "'\t=1"},
      {"\r=1", "' =1"},
      {" =1", "' =1"},
      {"over\rwritten", "over written"},
      {"two\r\nlines", "\"two\nlines\""},
      {"\n=1", "\"'\n=1\""},
      {"\x1b[1m=1", "'=1"},
      {"\x01=1", "'=1"},
      {"\u202e=1", "'=1"},
      {"＝1", "'＝1"},
      {"a=1", "a=1"},
      {"\xff", "\ufffd"},
  };
  for (const auto& [input, expected] : table) {
    CAPTURE(input);
    CHECK(csv_cell(input) == expected);
  }
}

TEST_CASE("json_string") {
  const Row table[] = {
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
  const Row table[] = {
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
  CHECK(printed(found({full_hit()}), OutputFormat::text) == R"(1 article

  1  Oil prices rise
     Reuters · 2024-08-22 · crude · Ann
     Smith · en · 1,312 words
     Crude oil rose <2%> & "more" as
     traders waited.
     reuters-42 · https://example.org/42
)");
  CHECK(printed(found({full_hit()}), OutputFormat::text, true) ==
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
  CHECK(printed(found({bare, long_title, same_address, spoof, hebrew}), OutputFormat::text) ==
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
  Results results = found({hit_of(1, "a", "A")});
  results.total = 1234;
  results.limit = 1;
  results.explanation = {{0, "oil* AND (gas OR pipeline OR tanker)", 1234, {}},
                         {1, "oil*", 20000, {"oil (15000)", "oils (200)", "oily (3)"}},
                         {1, "gas OR pipeline OR tanker", 1500, {}},
                         {2, "gas", 900, {"Zgas (900)"}}};
  results.facets = {{"source", {{"Reuters", 1200}, {"日本経済", 20}, {"הארץ", 1}}, 9, 7},
                    {"section", {}, 0, 1234},
                    {"author", {{"A name that is far longer than a line", 2}}, 1, 0}};
  results.timeline =
      Timeline{Period::month, {{"2024-07", 400}, {"2024-08", 0}, {"2024-09", 100}}, 3};
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
        "  (no date)    3\n");
}

TEST_CASE("text: a clause with many terms, deeply nested") {
  Results results = found({});
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
    Results results = found({hit});
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

TEST_CASE("json: no hits") {
  Results results = found({});
  results.took_ms = 1.23456;
  CHECK(printed(results, OutputFormat::json) == R"({"schema_version":1,
"query":{"text":"oil","canonical":"oil","notes":[]},
"total":0,
"total_exact":true,
"offset":0,
"limit":10,
"hits":[],
"facets":{},
"timeline":null,
"missing":{},
"took_ms":1.235}
)");
}

TEST_CASE("json: everything") {
  Results results = found({full_hit(), hit_of(2, "b", "<b>\x1b[1m\u202e\xff\"\n")});
  results.query_text = "oil \"";
  results.notes = {{{4, 1}, "unbalanced-quote", "A quote is not closed.", ""}};
  results.explanation = {{0, "oil", 2, {"Zoil (2)"}}};
  results.facets = {{"source", {{"Reuters", 1}}, 1, 1}};
  results.timeline = Timeline{Period::month, {{"2024-08", 1}}, 12};
  results.took_ms = 2;
  CHECK(printed(results, OutputFormat::json) == R"json({"schema_version":1,
"query":{"text":"oil \"","canonical":"oil","notes":[{"offset":4,"length":1,"code":"unbalanced-quote","message":"A quote is not closed.","repair":null}]},
"total":2,
"total_exact":true,
"offset":0,
"limit":10,
"hits":[
{"rank":1,"score":12.5,"id":"reuters-42","title":"Oil prices rise","source":"Reuters","section":"crude","author":"Ann Smith","language":"en","published":"2024-08-22T10:00:00Z","url":"https://example.org/42","words":1312,"snippet":"Crude <mark>oil</mark> rose &lt;2%&gt; &amp; &quot;more&quot; as traders waited."},
{"rank":2,"score":0.0,"id":"b","title":"<b>\u001b[1m\u202e�\"\n","source":null,"section":null,"author":null,"language":null,"published":null,"url":null,"words":0,"snippet":null}
],
"facets":{"source":[{"value":"Reuters","count":1}]},
"timeline":[{"date":"2024-08","count":1}],
"missing":{"source":1,"timeline":12},
"explain":[{"depth":0,"text":"oil","count":2,"terms":["Zoil (2)"],"remarks":[]}],
"took_ms":2.0}
)json");
}

/// One clause with everything that can be said of one.
ExplainedClause full_clause() {
  ExplainedClause clause{1, "wom?n NEAR/5 oil", 12, {}};
  clause.without = 3;
  clause.words = 2000;
  clause.words_in_all = 2345;
  clause.candidates = 30;
  clause.position_lists = 61;
  clause.remarks = {"No article matches this."};
  return clause;
}

TEST_CASE("what a clause costs") {
  Results results = found({});
  results.explanation = {full_clause()};
  CHECK(printed(results, OutputFormat::text, false, 60).ends_with(R"(
understood as
  12    wom?n NEAR/5 oil
          the 2,000 most frequent of 2,345 words
          positions read in 30 articles: 61 lists
          without wom?n NEAR/5 oil: +3
          No article matches this.
)"));
  CHECK(json::parse(printed(results, OutputFormat::json))["explain"][0].dump() ==
        R"({"candidates":30,"count":12,"depth":1,"position_lists":61,)"
        R"("remarks":["No article matches this."],"terms":[],"text":"wom?n NEAR/5 oil",)"
        R"("without":3,"words":2000,"words_in_all":2345})");
}

TEST_CASE("a diagnosis as hints and as json") {
  struct Said {
    Diagnosis diagnosis;
    std::vector<std::string> hints;
  };
  // clang-format off
  const Said table[] = {
      {{}, {}},
      {{{"oil"}, false, {}, "", {}}, {}},  // the whole query: nothing new
      {{{"gas"}, false, {}, "", {}}, {"no article matches gas"}},
      {{{"gas", "tanker"}, false, {{"gas", {}}}, "", {}}, {"\"gas\" is nowhere in the archive", "no article matches tanker"}},
      {{{"gas", "tanker"}, true, {}, "", {}}, {"no article matches both gas and tanker"}},
      {{{"a", "b", "c"}, true, {}, "", {}}, {"no article matches all of a, b and c"}},
      {{{}, false, {{"gsa", {"gas"}}, {"oli", {"oil", "olin", "ole"}}}, "", {}},
       {"\"gsa\" is nowhere in the archive; did you mean gas?",
        "\"oli\" is nowhere in the archive; did you mean oil, olin or ole?"}},
      {{{}, false, {{"gsa", {"gas"}, "", 1}}, "", {}},
       {"\"gsa\" is in 1 article only; did you mean gas?"}},
      {{{}, false, {}, "", {{"gas", "without oil", 1}, {"oil", "without --after", 1234}}},
       {"try gas: 1 article (without oil)", "without --after: 1,234 articles"}},
  };
  // clang-format on
  for (const Said& row : table) {
    Results results = found({});
    results.diagnosis = row.diagnosis;
    CHECK(hints(results) == row.hints);
  }
  Results results = found({});
  CHECK(hints(results).empty());
  CHECK(!json::parse(printed(results, OutputFormat::json)).contains("diagnosis"));
  results.diagnosis = {
      {"gsa"}, false, {{"gsa", {"gas"}}}, "gas", {{"gas", "gas instead of gsa", 7}}};
  CHECK(json::parse(printed(results, OutputFormat::json))["diagnosis"].dump() ==
        R"({"empty_clauses":["gsa"],"spelling":[{"articles":0,"length":0,"offset":0,)"
        R"("suggestions":["gas"],"word":"gsa"}],)"
        R"("together":false,"try":[{"change":"gas instead of gsa","query":"gas","total":7}]})");
}

TEST_CASE("what was meant, what freshness and similar articles are reckoned by, in json") {
  Results results = found({});
  const json plain = json::parse(printed(results, OutputFormat::json));
  for (const char* key : {"did_you_mean", "fresh", "similar"}) CHECK(!plain.contains(key));
  results.did_you_mean = DidYouMean{"gas AND oil", {{"gsa", {"gas", "gap"}, "", 2, {4, 3}}}};
  results.fresh = FreshSort{30, 0.25, 0};
  results.similar_to = "a1";
  results.subjects = {"gas", "oil\x1b"};
  const json full = json::parse(printed(results, OutputFormat::json));
  CHECK(full["did_you_mean"].dump() ==
        R"({"query":"gas AND oil","words":[{"articles":2,"length":3,"offset":4,)"
        R"("suggestions":["gas","gap"],"word":"gsa"}]})");
  CHECK(full["fresh"].dump() ==
        R"({"floor":0.25,"half_life_days":30.0,"newest":"1970-01-01T00:00:00Z"})");
  CHECK(full["similar"]["id"] == "a1");
  const std::string text = printed(results, OutputFormat::text);
  CHECK(text.find("by: gas, oil") != std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("hits that stand for several articles") {
  Hit hit = hit_of(1, "a", "Oil");
  hit.copies = 3;
  Results results = found({hit});
  results.total = 5;
  results.stories = 2;
  CHECK(printed(results, OutputFormat::text) ==
        "2 stories, 5 articles\n\n  1  Oil\n     3 copies\n     a\n");
  const auto read = json::parse(printed(results, OutputFormat::json));
  CHECK(read["stories"] == 2);
  CHECK(read["hits"][0]["copies"] == 3);
  results.offset = 1;
  CHECK(printed(results, OutputFormat::text).starts_with("results 2–2 of 2 stories, 5 articles\n"));
  results.offset = 2;
  CHECK(printed(results, OutputFormat::text)
            .starts_with("no results from 3 on, of 2 stories, 5 articles\n"));
}

TEST_CASE("json of any bytes is valid, and text survives it") {
  std::mt19937 random(6);
  for (int i = 0; i < 500; ++i) {
    std::string bytes;
    for (auto n = random() % 20; n > 0; --n) bytes += static_cast<char>(random() % 256);
    Hit hit = hit_of(1, bytes, bytes);
    hit.snippet = {bytes, {{random() % 20, random() % 20}}};
    Results results = found({hit});
    results.query_text = results.canonical = bytes;
    results.facets = {{"source", {{bytes, 1}}, 1, 0}};
    CHECK_NOTHROW(json::parse(printed(results, OutputFormat::json)));
    CHECK(is_valid_utf8(printed(results, OutputFormat::csv)));
    const std::string ids = printed(results, OutputFormat::ids);
    CHECK(is_valid_utf8(ids));
    CHECK(std::ranges::count(ids, '\n') == 1);
  }
  const std::string title = "日本 \u202e \x1b \u009b \n \\ \" é";
  const auto read = json::parse(printed(found({hit_of(1, "a", title)}), OutputFormat::json));
  CHECK(read["hits"][0]["title"] == title);
}

TEST_CASE("jsonl is the hits of json, one a line") {
  Results results = found({full_hit(), hit_of(2, "two\nlines", "B")});
  results.facets = {{"source", {{"Reuters", 1}}, 1, 1}};
  const auto whole = json::parse(printed(results, OutputFormat::json));
  std::istringstream lines(printed(results, OutputFormat::jsonl));
  std::size_t n = 0;
  for (std::string line; std::getline(lines, line); ++n)
    CHECK(json::parse(line) == whole["hits"][n]);
  CHECK(n == 2);
  CHECK(printed(found({}), OutputFormat::jsonl).empty());
}

TEST_CASE("csv") {
  Hit formula = hit_of(2, "=1", "a \"b\",\nc");
  formula.source = "@x";
  formula.score = -0.25;
  Results results = found({full_hit(), formula});
  results.facets = {{"source", {{"Reuters", 1}}, 1, 1}};
  CHECK(printed(results, OutputFormat::csv) ==
        "rank,score,id,title,source,section,author,language,published,url,words,snippet\n"
        "1,12.5,reuters-42,Oil prices rise,Reuters,crude,Ann Smith,en,2024-08-22T10:00:00Z,"
        "https://example.org/42,1312,"
        "\"Crude oil rose <2%> & \"\"more\"\" as traders waited.\"\n"
        "2,-0.25,'=1,\"a \"\"b\"\",\nc\",'@x,,,,,,0,\n");
  CHECK(printed(found({}), OutputFormat::csv) ==
        "rank,score,id,title,source,section,author,language,published,url,words,snippet\n");
}

TEST_CASE("ids") {
  CHECK(printed(found({hit_of(1, "a", ""), hit_of(2, "b\nc", "")}), OutputFormat::ids) ==
        "a\nb\\nc\n");
  CHECK(printed(found({}), OutputFormat::ids).empty());
}

TEST_CASE("hits leave as they come") {
  struct Stream {
    OutputFormat format;
    std::string_view after_begin;
  };
  const Stream table[] = {{OutputFormat::json, "\"hits\":["},
                          {OutputFormat::jsonl, ""},
                          {OutputFormat::csv, "words,snippet\n"},
                          {OutputFormat::ids, ""},
                          {OutputFormat::text, "2 articles\n"}};
  for (const auto& [format, after_begin] : table) {
    std::ostringstream out;
    Results results;
    results.total = 2;
    const auto presenter = make_presenter(out, {format, false, 80});
    presenter->begin(results);
    CHECK(out.str().ends_with(after_begin));
    for (const char* id : {"first", "second"}) {
      presenter->hit(hit_of(1, id, ""));
      CHECK(out.str().find(id) != std::string::npos);
    }
    presenter->end(results);
  }
}
