// SPDX-License-Identifier: GPL-2.0-or-later
// The output for programs: JSON, JSON Lines, CSV, ids.
#include "results/presenter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/presented.h"

using namespace dateline;
using namespace dateline::searching;
using namespace std::literals;
using nlohmann::json;

TEST_CASE("json: no hits") {
  Results results = results_of({});
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
  Results results = results_of({full_hit(), hit_of(2, "b", "<b>\x1b[1m\u202e\xff\"\n")});
  results.query_text = "oil \"";
  results.notes = {{{4, 1}, "unbalanced-quote", "A quote is not closed.", ""}};
  results.explanation = {{0, "oil", 2, {"Zoil (2)"}}};
  results.facets = {{"source", {{"Reuters", 1}}, 1, 1}};
  results.timeline = Timeline{Period::month, {{"2024-08", 1, 4}}, 12};
  results.took_ms = 2;
  CHECK(printed(results, OutputFormat::json) == R"json({"schema_version":1,
"query":{"text":"oil \"","canonical":"oil","notes":[{"offset":4,"length":1,"code":"unbalanced-quote","message":"A quote is not closed.","repair":null}]},
"total":2,
"total_exact":true,
"offset":0,
"limit":10,
"hits":[
{"rank":1,"score":12.5,"id":"reuters-42","title":"Oil prices rise","source":"Reuters","section":"crude","author":"Ann Smith","language":"en","published":"2024-08-22T10:00:00Z","day":"2024-08-22","published_local":null,"url":"https://example.org/42","words":1312,"from":{"input":"crude.jsonl","line":42,"run":3},"snippet":"Crude <mark>oil</mark> rose &lt;2%&gt; &amp; &quot;more&quot; as traders waited.","title_marked":"<mark>Oil</mark> prices rise"},
{"rank":2,"score":0.0,"id":"b","title":"<b>\u001b[1m\u202e�\"\n","source":null,"section":null,"author":null,"language":null,"published":null,"day":null,"published_local":null,"url":null,"words":0,"from":null,"snippet":null}
],
"facets":{"source":[{"value":"Reuters","count":1}]},
"timeline":[{"date":"2024-08","count":1,"held":4}],
"missing":{"source":1,"timeline":12},
"more":{"source":0},
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
  Results results = results_of({});
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
    Results results = results_of({});
    results.diagnosis = row.diagnosis;
    CHECK(hints(results) == row.hints);
  }
  Results results = results_of({});
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
  Results results = results_of({});
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
  Results results = results_of({hit});
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
    Results results = results_of({hit});
    results.query_text = results.canonical = bytes;
    results.facets = {{"source", {{bytes, 1}}, 1, 0}};
    CHECK_NOTHROW(json::parse(printed(results, OutputFormat::json)));
    CHECK(is_valid_utf8(printed(results, OutputFormat::csv)));
    const std::string ids = printed(results, OutputFormat::ids);
    CHECK(is_valid_utf8(ids));
    CHECK(std::ranges::count(ids, '\n') == 1);
  }
  const std::string title = "日本 \u202e \x1b \u009b \n \\ \" é";
  const auto read = json::parse(printed(results_of({hit_of(1, "a", title)}), OutputFormat::json));
  CHECK(read["hits"][0]["title"] == title);
}

TEST_CASE("jsonl is the hits of json, one a line, with their stories") {
  Results results = results_of({full_hit(), hit_of(2, "two\nlines", "B")});
  results.facets = {{"source", {{"Reuters", 1}}, 1, 1}};
  const auto whole = json::parse(printed(results, OutputFormat::json));
  std::istringstream lines(printed(results, OutputFormat::jsonl));
  std::size_t n = 0;
  for (std::string line; std::getline(lines, line); ++n) {
    json hit = json::parse(line);
    CHECK(hit.erase("story") == 1);
    CHECK(hit.erase("copies") == 1);
    CHECK(hit == whole["hits"][n]);
  }
  CHECK(n == 2);
  CHECK(printed(results_of({}), OutputFormat::jsonl).empty());
}

TEST_CASE("csv") {
  Hit formula = hit_of(2, "=1", "a \"b\",\nc");
  formula.source = "@x";
  formula.score = -0.25;
  Results results = results_of({full_hit(), formula});
  results.facets = {{"source", {{"Reuters", 1}}, 1, 1}};
  CHECK(printed(results, OutputFormat::csv) ==
        "rank,score,id,title,source,section,author,language,published,url,words,snippet,story,"
        "copies\n"
        "1,12.5,reuters-42,Oil prices rise,Reuters,crude,Ann Smith,en,2024-08-22T10:00:00Z,"
        "https://example.org/42,1312,"
        "\"Crude oil rose <2%> & \"\"more\"\" as traders waited.\",,0\n"
        "2,-0.25,=1,\"a \"\"b\"\",\nc\",@x,,,,,,0,,,0\n");
  CHECK(printed(results_of({}), OutputFormat::csv) ==
        "rank,score,id,title,source,section,author,language,published,url,words,snippet,story,"
        "copies\n");
}

TEST_CASE("ids") {
  CHECK(printed(results_of({hit_of(1, "a", ""), hit_of(2, "b\nc", "")}), OutputFormat::ids) ==
        "a\nb\\nc\n");
  CHECK(printed(results_of({}), OutputFormat::ids).empty());
}

TEST_CASE("hits leave as they come") {
  struct Stream {
    OutputFormat format;
    std::string_view after_begin;
  };
  const Stream table[] = {{OutputFormat::json, "\"hits\":["},
                          {OutputFormat::jsonl, ""},
                          {OutputFormat::csv, "snippet,story,copies\n"},
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
