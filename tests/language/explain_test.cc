// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of the output of --explain, and of the advice when nothing is found. Every number in the
// expected lines can be counted in the articles below.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "advice/spelling.h"
#include "results/presenter.h"
#include "search/searcher.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;

namespace {

Article article(std::string id, std::string title, std::string body, std::string source,
                std::string date) {
  Article a;
  a.id = std::move(id);
  a.title = std::move(title);
  a.body = std::move(body);
  a.source = std::move(source);
  a.date_text = std::move(date);
  a.language = "en";
  return a;
}

Searcher& archive() {
  static const TemporaryFolder folder;
  static const bool made = [] {
    // clang-format off
    make_archive(folder / "archive", {
        article("1", "Strike at the bank", "The bank closed. Rates stayed where they were before the strike.", "Harbour Post", "2024-03-01"),
        article("2", "Bank raises rates", "The central bank raised its rate twice. The bank said so.", "Harbour Post", "2024-03-02"),
        article("3", "Apple harvest", "The apple harvest was good. An apple a day.", "Field Notes", "2024-03-03"),
        article("4", "Apple profit", "Shares of Apple rose on market day.", "Field Notes", "2024-04-01"),
        article("5", "Apples at market", "They sold apples and told us of exports.", "Field Notes", ""),
        article("6", "Market trade", "The US export of apples fell, and the export of oil.", "Harbour Post", "2024-05-01"),
    });
    // clang-format on
    return true;
  }();
  REQUIRE(made);
  static Searcher searcher(folder / "archive");
  return searcher;
}

Results search(std::string text, std::vector<std::string> sources = {}) {
  SearchRequest request;
  request.query.text = std::move(text);
  request.filters.sources = std::move(sources);
  request.advice.explain = true;
  return archive().search(request);
}

/// "depth count text; without +n; remark; remark".
std::string line_of(const ExplainedClause& clause) {
  std::string line = fmt::format("{} {} {}", clause.depth, clause.count, clause.text);
  if (clause.without) line += fmt::format("; without +{}", *clause.without);
  for (const std::string& remark : clause.remarks) line += "; " + remark;
  return line;
}

struct Explained {
  const char* query;
  std::vector<std::string> lines;
};

struct Hinted {
  const char* query;
  std::vector<std::string> sources;
  std::vector<std::string> lines;
};

}  // namespace

TEST_CASE("explain: counts, costs and remarks") {
  // clang-format off
  const Explained table[] = {
      {"bank", {"0 2 bank"}},
      {"bank -strike", {"0 1 bank AND NOT strike", "1 2 bank; without +4", "1 5 NOT strike; without +1", "2 1 strike"}},
      {"-strike", {"0 5 NOT strike; without +1", "1 1 strike"}},
      {"harvest OR (apples -oil)", {
          "0 3 harvest OR (apples AND NOT oil)", "1 1 harvest", "1 3 apples AND NOT oil", "2 4 apples",
          "2 5 NOT oil; without +1", "3 1 oil"}},
      {"zeppelin", {"0 0 zeppelin; No article matches this."}},
      {"date:2024-03", {"0 3 date:2024-03; 1 article of the archive has no date, so no date clause finds it."}},
      {"\"the bank\"", {"0 2 \"the bank\"", "1 4 \"the\"", "1 2 \"bank\""}},
      {"Apple", {"0 4 Apple"}},
      {"Market", {"0 3 Market; \"Market\" is read in any case: 2 of the 3 articles with just this word never have it with a capital; CAPS(Market) leaves those out."}},
      {"us", {"0 2 us; \"us\" is one word whatever its case: ALLCAPS(us) is in 1 article, NOCAPS(us) in 1 article."}},
      {"U.S.", {"0 1 U.S.; \"U.S.\" is looked for in capitals, with or without dots; 1 article with \"us\" in small letters is passed over."}},
      {"exports NEAR/5 told", {
          "0 1 exports NEAR/5 told",
          "1 1 exports; \"exports\" is looked for as it is written here; 1 more article has it in another form, which export* finds.",
          "1 1 told"}},
  };
  // clang-format on
  for (const Explained& row : table) {
    CAPTURE(row.query);
    std::vector<std::string> lines;
    for (const ExplainedClause& clause : search(row.query).explanation)
      lines.push_back(line_of(clause));
    CHECK(fmt::format("{}", fmt::join(lines, "\n")) ==
          fmt::format("{}", fmt::join(row.lines, "\n")));
  }
}

TEST_CASE("explain: what a clause costs is counted among what the filters let through") {
  const Results results = search("bank -strike", {"Harbour Post"});
  REQUIRE(results.explanation.size() == 4);
  CHECK(results.explanation[1].without == 1);  // article 6
  CHECK(results.explanation[2].without == 1);  // article 1
}

TEST_CASE("hints of a search that found nothing") {
  // clang-format off
  const Hinted table[] = {
      {"bank", {}, {}},
      {"zeppelin", {}, {"\"zeppelin\" is nowhere in the archive"}},
      {"stirke bank", {}, {"\"stirke\" is nowhere in the archive; did you mean strike?",
                           "try strike AND bank: 1 article (strike instead of stirke)",
                           "try bank: 2 articles (without stirke)"}},
      {"harvest bank", {}, {"no article matches both harvest and bank",
                            "try bank: 2 articles (without harvest)",
                            "try harvest: 1 article (without bank)"}},
      {"apples bank trade", {}, {"no article matches both apples and bank",
                                 "try apples AND trade: 1 article (without bank)"}},
      {"harvest bank exports", {}, {"no article matches both harvest and bank", "try harvest: 1 article (without bank, exports)"}},
      {"\"rates bank\"", {}, {"try rates NEAR/10 bank: 2 articles (rates NEAR/10 bank instead of \"rates bank\")"}},
      {"strike PRE/1 bank", {}, {"try strike NEAR/10 bank: 1 article (strike NEAR/10 bank instead of strike PRE/1 bank)"}},
      {"title:oil", {}, {"try oil: 1 article (oil instead of title:oil)"}},
      {"bank", {"Field Notes"}, {"no article matches both bank and --source \"Field Notes\"",
                                 "without --source \"Field Notes\": 2 articles"}},
      {"bank", {"Felid Notes"}, {"the archive has no source \"Felid Notes\"; did you mean field notes?",
                                 "no article matches --source \"Felid Notes\"",
                                 "without --source \"Felid Notes\": 2 articles"}},
      {"source:\"Harbor Post\"", {}, {"the archive has no source \"Harbor Post\"; did you mean harbour post?",
                                      "try source:\"harbour post\": 3 articles (harbour post instead of Harbor Post)"}},
      {"bank -bank", {}, {"no article matches both bank and NOT bank", "try bank: 2 articles (without NOT bank)"}},
  };
  // clang-format on
  for (const Hinted& row : table) {
    CAPTURE(row.query);
    const std::vector<std::string> lines = hints(search(row.query, row.sources));
    CHECK(fmt::format("{}", fmt::join(lines, "\n")) ==
          fmt::format("{}", fmt::join(row.lines, "\n")));
  }
}

TEST_CASE("what a hint proposes finds so many articles") {
  for (const char* query :
       {"stirke bank", "harvest bank", "apples bank trade", "\"rates bank\"", "ATLEAST/9 bank",
        "FIRST/1 closed", "bank w/s where", "=ratés", "title:oil"}) {
    CAPTURE(query);
    const Results results = search(query);
    REQUIRE(results.diagnosis);
    CHECK(!results.diagnosis->tries.empty());
    for (const Diagnosis::Try& one : results.diagnosis->tries) {
      CAPTURE(one.query);
      const Results tried = search(one.query);
      CHECK(tried.total == one.total);
      CHECK(tried.canonical == one.query);
      CHECK(tried.notes.empty());
    }
  }
}

TEST_CASE("edit_distance") {
  struct Row {
    const char *from, *to;
    std::size_t distance;
  };
  const Row table[] = {
      {"", "", 0},
      {"strike", "strike", 0},
      {"strike", "stirke", 1},
      {"strike", "strikes", 1},
      {"strike", "trike", 1},
      {"strike", "stroke", 1},
      {"élan", "elan", 1},
      {"ca", "abc", 3},
      {"strike", "bank", 3},
      {"abcd", "badc", 2},
      {"東京", "京東", 1},
      {"", "abc", 3},
  };
  for (const Row& row : table) {
    CAPTURE(row.from);
    CAPTURE(row.to);
    CHECK(edit_distance(row.from, row.to, 2) == row.distance);
    CHECK(edit_distance(row.to, row.from, 2) == row.distance);
  }
}
