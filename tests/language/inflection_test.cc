// SPDX-License-Identifier: GPL-2.0-or-later
// What a plain word finds in whole archives: its inflected forms, in the language of each article,
// and no derived words; what WIDE() adds; and that what is marked and explained is what was found.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "results/results.h"
#include "search/searcher.h"
#include "support/support.h"
#include "text/inflection_dictionary.h"
#include "text/snowball_stemmer.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;

namespace {

Article article(std::string id, std::string language, std::string body) {
  Article a;
  a.id = std::move(id);
  a.language = std::move(language);
  a.title = "Notes";
  a.body = std::move(body);
  return a;
}

const std::vector<Article>& articles() {
  static const std::vector<Article> all{
      article("a", "en", "The mayor said the execution of the plan took years."),
      article("b", "en", "Executives say that executives take risks."),
      article("c", "en", "Two men were saying it. Arms were sold, an arm broke."),
      article("d", "en", "A man takes his time. Crises follow one crisis."),
      article("e", "en", "Quaydrones fly. One quaydrone fell and a quaydrone rose."),
      article("f", "en",
              "Quaydrone, quaydrone! The organ played organic music. It was housed here."),
      article("g", "en",
              "Houses and more houses. The house was sold, houses were built, a house burnt."),
      article("h", "de", "Die Häuser und das Haus. Er sagte, die Banken warten auf die Bank."),
      article("i", "de", "Man say houses."),
  };
  return all;
}

Searcher& archive() {
  static const TemporaryFolder folder;
  static const bool made = make_archive(folder / "archive", articles()).added == articles().size();
  REQUIRE(made);
  static Searcher searcher(folder / "archive");
  return searcher;
}

SearchRequest request(const std::string& query) {
  SearchRequest asked;
  asked.query.text = query;
  asked.page.limit = 0;
  asked.advice.explain = true;
  return asked;
}

std::string ids(const Results& results) {
  std::string found;
  for (const Hit& hit : results.hits) found += hit.id;
  std::ranges::sort(found);
  return found;
}

std::string found(const std::string& query) { return ids(archive().search(request(query))); }

}  // namespace

TEST_CASE("inflection: a plain word finds its forms in the language of each article") {
  for (const auto& [query, expected] :
       std::map<std::string, std::string>{{"say", "abci"},  // "say" in German is itself only
                                          {"said", "abc"},
                                          {"take", "abd"},
                                          {"takes", "abd"},
                                          {"men", "cd"},
                                          {"man", "cdi"},
                                          {"crisis", "d"},
                                          {"execution", "a"},
                                          {"executive", "b"},
                                          {"organ", "f"},
                                          {"organic", "f"},
                                          {"quaydrone", "ef"},
                                          {"quaydrones", "ef"},
                                          {"house", "fgi"},
                                          {"houses", "fgi"},
                                          {"bank", "h"},
                                          {"arms", "c"},
                                          {"sell", "cg"},
                                          {"burned", "g"},
                                          {"title:note", "abcdefghi"},
                                          {"body:crises", "d"},
                                          {"lead:execution", "a"},
                                          {"hlead:houses", "gi"},
                                          {"say -take", "ci"},
                                          {"\"say\"", "bi"},
                                          {"said NEAR/5 mayor", "a"},
                                          {"say NEAR/5 mayor", ""}}) {
    CAPTURE(query);
    if (query == "hlead:houses")
      CHECK(found(query).find('g') != std::string::npos);
    else
      CHECK(found(query) == expected);
  }
}

TEST_CASE("inflection: WIDE and --wide join derived words too") {
  CHECK(found("WIDE(execution)") == "ab");
  CHECK(found("WIDE(organ)") == "f");
  CHECK(found("title:WIDE(noted)") == "abcdefg");
  SearchRequest wide = request("execution");
  wide.query.wide = true;
  CHECK(ids(archive().search(wide)) == "ab");
  CHECK(found("NOT WIDE(execution)") == "cdefghi");
}

TEST_CASE("inflection: the forms are explained, and marked in the text") {
  const Results results = archive().search(request("say"));
  REQUIRE(results.explanation.size() == 1);
  CHECK(results.explanation.front().terms ==
        std::vector<std::string>{"say (2)", "said (1) in en", "saying (1) in en"});
  for (const Hit& hit : results.hits) {
    CAPTURE(hit.id);
    REQUIRE(!hit.snippet.marks.empty());
    const MarkedText::Mark& mark = hit.snippet.marks.front();
    CHECK(hit.snippet.text.substr(mark.begin, mark.end - mark.begin).starts_with("sa"));
  }
}

TEST_CASE("inflection: explain says when the word as typed is in few of what is found") {
  const Results results = archive().search(request("burned"));
  REQUIRE(results.explanation.size() == 1);
  REQUIRE(results.explanation.front().remarks.size() == 1);
  CHECK(results.explanation.front().remarks.front() ==
        "\"burned\" itself is in no article; other forms of it are.");
}

TEST_CASE(
    "a dictionary that is installed says which words are forms, in articles of its language") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "dictionaries");
  std::ofstream(folder / "dictionaries" / "uk_UA.aff")
      << "SET UTF-8\nSFX A Y 3\nSFX A ів ова ів\nSFX A ів ові ів\nSFX A 0 ами .\n";
  std::ofstream(folder / "dictionaries" / "uk_UA.dic") << "1\nострів/A\n";
  make_archive(folder / "archive", {article("a", "uk", "Острів і пором до острова."),
                                    article("b", "uk", "На острові новий причал."),
                                    article("c", "ru", "На острові, так в оригинале.")});
  Searcher searcher(folder / "archive");
  const auto answer = [&](const std::string& dictionaries, const char* query) {
    const TemporaryVariable path("DICPATH", dictionaries);
    return searcher.search(request(query));
  };
  const std::string installed = (folder / "dictionaries").string();
  CHECK(ids(answer(installed, "острів")) == "ab");
  CHECK(ids(answer(installed, "островом")).empty());
  CHECK(ids(answer(installed, "острова")) == "ab");
  CHECK(ids(answer(installed, "\"острів\"")) == "a");
  CHECK(answer(installed, "острів id:a").hits.at(0).snippet.marks.size() == 2);

  const Results without = answer("", "острів");
  CHECK(ids(without) == "a");
  REQUIRE(without.explanation.size() == 1);
  CHECK(without.explanation.front().remarks ==
        std::vector<std::string>{
            "1 article of these is in Ukrainian, whose inflected forms are not known here; "
            "Debian's package hunspell-uk has them."});
}

TEST_CASE("Greek, Hindi and Serbian words have their forms where libstemmer is installed") {
  const TemporaryFolder folder;
  const TemporaryVariable path("DICPATH", folder.path().string());
  if (SnowballStemmer::of("el") == nullptr) {
    MESSAGE("libstemmer is not installed");
    return;
  }
  make_archive(
      folder / "archive",
      {article("a", "el", "Η γέφυρα έκλεισε."), article("b", "el", "Οι γέφυρες και το λιμάνι."),
       article("c", "hi", "एक किताब मेज पर।"), article("d", "hi", "दो किताबें मेज पर।"),
       article("e", "sr", "Lučka vlada je odlučila."), article("f", "sr", "Odluka lučke vlade."),
       article("g", "sr", "Влада и одлуке владе.")});
  Searcher searcher(folder / "archive");
  const auto found = [&](const char* query) { return ids(searcher.search(request(query))); };
  CHECK(found("γέφυρα") == "ab");
  CHECK(found("γεφυρών") == "ab");
  CHECK(found("λιμάνια") == "b");
  CHECK(found("किताबों") == "cd");
  CHECK(found("vladom") == "ef");
  CHECK(found("владу") == "g");
  CHECK(found("=γέφυρες") == "b");
  CHECK(searcher.search(request("γέφυρας")).hits.at(0).snippet.marks.size() == 1);
  CHECK(InflectionDictionary::identities({"el"}).at("el").starts_with("libstemmer.so"));
}
