// SPDX-License-Identifier: GPL-2.0-or-later
// Over-represented words, words near another, pairs, and the life of a report: compared with counts
// made here from the articles, and with another computation of the bound.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/desk.h"

using namespace dateline;
using Json = nlohmann::json;

namespace {

/// The words of a text of small letters, points and blanks.
std::vector<std::string> words_of(std::string text) {
  std::ranges::replace(text, '.', ' ');
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// Articles of made-up words, some frequent and some rare; those on ferries have words of their
/// own, and some are printed by three outlets.
std::vector<Json> made_up_articles() {
  std::mt19937 random(5);
  const auto below = [&](unsigned n) { return random() % n; };
  std::vector<std::string> vocabulary;
  for (int i = 0; i < 300; ++i) {
    std::string word;
    for (int n = i * 7 + 11; n > 0; n /= 5)
      word += "bodirakemu"[2 * (n % 5)], word += "bodirakemu"[2 * (n % 5) + 1];
    vocabulary.push_back(word + "x");
  }
  std::vector<Json> articles;
  for (int i = 0; i < 240; ++i) {
    const bool ferry = i % 3 == 0;
    std::string body = fmt::format("number{} ", i);
    for (int n = 0; n < 60; ++n) {
      const unsigned rare = below(2) == 0 ? below(300) : below(40);
      body += vocabulary[rare] + (n % 12 == 11 ? ". " : " ");
    }
    if (ferry)
      body += "the ferry waits at the quay" + std::string(below(2) == 0 ? " for fog." : ".");
    const int copies = i % 9 == 0 ? 3 : 1;
    for (int copy = 0; copy < copies; ++copy)
      articles.push_back(
          {{"id", fmt::format("m{}-{}", i, copy)},
           {"title", ferry ? "harbour" : "council"},
           {"body", body},
           {"language", "en"},
           {"source", fmt::format("outlet {}", copy)},
           {"date", fmt::format("2024-03-{:02}T{:02}:30:00Z", 1 + i % 28, 9 + copy)}});
  }
  return articles;
}

std::string lines(const std::vector<Json>& articles) {
  std::string all;
  for (const Json& article : articles) all += article.dump() + "\n";
  return all;
}

/// ln of the probability of `k` or more of `n` where each has probability p: a sum, term by term.
long double log_upper_tail(int k, int n, long double p) {
  std::vector<long double> terms;
  for (int i = k; i <= n; ++i)
    terms.push_back(std::lgammal(n + 1.0L) - std::lgammal(i + 1.0L) - std::lgammal(n - i + 1.0L) +
                    i * std::log(p) + (n - i) * std::log1p(-p));
  const long double most = *std::ranges::max_element(terms);
  long double sum = 0;
  for (const long double term : terms) sum += std::exp(term - most);
  return most + std::log(sum);
}

/// LRC by its definition: the p at which f1 or more of f1 + f2 have probability alpha / 2, found by
/// halving.
double bound_by_halving(int f1, int n1, int f2, int n2, int compared) {
  const long double wanted = std::log(0.025L / compared);
  long double low = -60, high = std::log((f1 + 0.0L) / std::max(f2, 1)) + 5;
  for (int i = 0; i < 200; ++i) {
    const long double middle = (low + high) / 2, p = 1 / (1 + std::exp(-middle));
    (log_upper_tail(f1, f1 + f2, p) > wanted ? high : low) = middle;
  }
  return static_cast<double>(low / std::log(2.0L) + std::log2(static_cast<long double>(n2) / n1));
}

Json story_article(const std::string& id, const std::string& source, const std::string& date,
                   const std::string& title, const std::string& body) {
  return {{"id", id},       {"source", source}, {"date", date},
          {"title", title}, {"body", body},     {"language", "en"}};
}

std::string sentence(int subject, int number) {
  std::string text;
  for (int word = 0; word < 14; ++word)
    text += fmt::format("{}w{}s{}n{}", word == 0 ? "" : " ", subject, number, word * word);
  return text + ".";
}

}  // namespace

TEST_CASE("key words: both counts and the bound are those of another computation, to 1e-9") {
  const Desk desk;
  const std::vector<Json> articles = made_up_articles();
  desk.add("articles.jsonl", lines(articles));
  // The stories are the archive's; the rest is counted here.
  std::map<std::string, std::string> story_of;
  for (const auto& row : rows_of(desk.out("$Q --limit 0 --format csv --fields id,story '*'")))
    story_of[row[0]] = row[1];
  std::map<std::string, std::set<std::string>> here, other;
  std::set<std::string> stories_here, stories_other;
  for (const Json& article : articles) {
    const bool ferry = article["title"] == "harbour";
    const std::string& story = story_of[article["id"]];
    (ferry ? stories_here : stories_other).insert(story);
    for (const std::string& word :
         words_of(article["body"].get<std::string>() + " " + article["title"].get<std::string>()))
      (ferry ? here : other)[word].insert(story);
  }
  CHECK(stories_here.size() == 80);
  std::set<std::string> compared;
  for (const auto* side : {&here, &other})
    for (const auto& [word, stories] : *side) compared.insert(word);
  const Json table = Json::parse(desk.out("$Q --terms 1000 --format json ferry"));
  REQUIRE(table["languages"].size() == 1);
  CHECK(table["languages"][0]["stories"] == stories_here.size());
  CHECK(table["languages"][0]["other"] == stories_other.size());
  CHECK(table["languages"][0]["compared"] == compared.size());
  REQUIRE(table["words"].size() >= 3);
  std::set<std::string> shown;
  for (const Json& word : table["words"]) {
    const std::string name = word["word"];
    CAPTURE(name);
    shown.insert(name);
    CHECK(word["stories"] == here[name].size());
    CHECK(word["other"] == other[name].size());
    const double expected =
        bound_by_halving(static_cast<int>(here[name].size()), static_cast<int>(stories_here.size()),
                         static_cast<int>(other[name].size()),
                         static_cast<int>(stories_other.size()), static_cast<int>(compared.size()));
    CHECK(std::abs(word["bound"].get<double>() - expected) < 1e-9);
  }
  for (const char* const name : {"harbour", "quay", "waits", "fog"}) CHECK(shown.contains(name));
  CHECK_FALSE(shown.contains("ferry"));  // it is what was asked for
  // Against another query, and with fewer words.
  const Json less = Json::parse(desk.out("$Q --terms 2 --against 'council' --format json ferry"));
  CHECK(less["words"].size() == 2);
  CHECK(less["words"][0] == table["words"][0]);
  CHECK(less["against"]["total"] == 160);
}

TEST_CASE("words near another, and pairs") {
  const Desk desk;
  desk.add("articles.jsonl", lines(made_up_articles()));
  const auto near = rows_of(desk.out("$Q --near quay --format csv"));
  std::set<std::string> words;
  for (const auto& row : near) words.insert(row[1]);
  CHECK(words.contains("ferry"));
  CHECK(words.contains("waits"));
  CHECK_FALSE(words.contains("harbour"));  // a headline is not near
  const Json pairs = Json::parse(
      desk.out("$Q --terms 5 --pairs --format json '*' --against council --source 'outlet 0'"));
  CHECK(pairs["pairs"].is_array());
  const auto rows = rows_of(desk.out("$Q --terms 10 --pairs --format csv 'harbour OR numbe*'"));
  CHECK(rows[0] ==
        std::vector<std::string>{"language", "word", "with", "stories", "expected", "bound"});
  const auto found = [&](const std::string& query) {
    return Json::parse(desk.out("$Q --format json --limit 1 --group " + query))["stories"]
        .get<int>();
  };
  for (std::size_t i = 1; i < rows.size(); ++i)
    CHECK(rows[i][3] == std::to_string(found("'" + rows[i][1] + " " + rows[i][2] + "'")));
  for (const std::string options : {"--near 'quay OR fog'", "--terms 5 --format ris ferry",
                                    "--terms 5 --counts source", "--story x --terms 5"}) {
    CAPTURE(options);
    const Finished refused = desk.run("$Q " + options);
    CHECK(refused.exit_code == 2);
    CHECK(refused.err.starts_with("error: "));
  }
}

TEST_CASE("the life of a report: order, what is kept, and no first where times do not tell") {
  const Desk desk;
  std::mt19937 random(3);
  std::vector<Json> articles;
  std::vector<double> kept;
  for (int story = 0; story < 100; ++story) {
    std::vector<std::string> paragraphs;
    for (int i = 0; i < 20; ++i) paragraphs.push_back(sentence(story, i));
    const auto text = [](const std::vector<std::string>& all) {
      std::string body;
      for (const std::string& one : all) body += (body.empty() ? "" : "\n\n") + one;
      return body;
    };
    const int day = 1 + story % 27;
    const bool coarse = story % 4 == 3;
    articles.push_back(story_article(
        fmt::format("s{}-1", story), "Wire",
        coarse ? fmt::format("2024-03-{:02}", day) : fmt::format("2024-03-{:02}T08:00:00Z", day),
        fmt::format("Report {}", story), text(paragraphs)));
    std::vector<std::string> less = paragraphs;
    const std::size_t dropped = 1 + random() % 4;
    for (std::size_t i = 0; i < dropped; ++i)
      less.erase(less.begin() + static_cast<std::ptrdiff_t>(random() % less.size()));
    kept.push_back(1 - static_cast<double>(dropped) / 20);
    less.push_back(sentence(1000 + story, 0));
    articles.push_back(story_article(fmt::format("s{}-2", story), "Quayside Post",
                                     fmt::format("2024-03-{:02}T10:10:00Z", day),
                                     fmt::format("Another head {}", story), text(less)));
    articles.push_back(story_article(fmt::format("s{}-3", story), "Pier Gazette",
                                     fmt::format("2024-03-{:02}", day + 1),
                                     fmt::format("Report {}", story), text(paragraphs)));
  }
  desk.add("stories.jsonl", lines(articles));
  int together = 0;
  for (int story = 0; story < 100; ++story) {
    CAPTURE(story);
    const Json life = Json::parse(desk.out(fmt::format("$Q --story s{}-2 --format json", story)));
    if (life["copies"].size() != 3) continue;  // fingerprints find most copies, not all
    ++together;
    const bool coarse = story % 4 == 3;
    CHECK(life["outlets"] == 3);
    const std::string base = fmt::format("s{}-{}", story, coarse ? 2 : 1);
    CHECK(life["compared_with"] == base);
    CHECK(life["first"] == (coarse ? Json(nullptr) : Json(base)));
    CHECK(life["copies"][2]["id"] == fmt::format("s{}-3", story));
    if (coarse) continue;
    const Json& copy = life["copies"][1];
    CHECK(copy["seconds"] == 7800);
    CHECK(std::abs(copy["kept"].get<double>() - kept[static_cast<std::size_t>(story)]) < 0.02);
    CHECK(copy["own_title"] == true);
    CHECK(copy["own_paragraphs"] == Json::array({sentence(1000 + story, 0)}));
    CHECK(life["copies"][2]["days"] == 1);
    CHECK(life["copies"][2]["kept"] == 1.0);
  }
  CHECK(together >= 90);
  const std::string text = desk.out("$Q --story s0-3");
  CHECK(text.find("3 articles in 3 outlets\n") == 0);
  CHECK(text.find("+2 h 10  Quayside Post") != std::string::npos);
  CHECK(text.find(", own headline, 1 paragraph own") != std::string::npos);
  CHECK(desk.out("$Q --story s3-1").find("which was first is not known") != std::string::npos);
  CHECK(desk.run("$Q --story nobody").exit_code == 1);
  const Json facet = Json::parse(desk.out("$Q --facet first:source --format json --limit 1 '*'"));
  REQUIRE(facet["facets"]["first:source"].size() == 1);
  CHECK(facet["facets"]["first:source"][0]["value"] == "Wire");
  CHECK(facet["facets"]["first:source"][0]["count"].get<int>() +
            facet["missing"]["first:source"].get<int>() ==
        together);
}

TEST_CASE("facets of topics, countries, kinds, sites, weeks and days are those of searches") {
  const Desk desk;
  std::string all;
  for (int i = 0; i < 30; ++i)
    all += Json{{"id", fmt::format("f{}", i)},
                {"title", fmt::format("Ferry {}", i * i)},
                {"body", fmt::format("The ferry number {} waits.", i)},
                {"topics", i % 3 == 0 ? Json{"Ports", "Tides"} : Json{"Ports"}},
                {"country", i % 2 == 0 ? "nz" : "fr"},
                {"type", i % 5 == 0 ? "opinion" : "letter"},
                {"url", fmt::format("https://{}.example/{}", i % 2 == 0 ? "a" : "b", i)},
                {"date", fmt::format("2024-03-{:02}", 1 + i % 10)}}
               .dump() +
           "\n";
  desk.add("facets.jsonl", all);
  const Json facets = Json::parse(
      desk.out("$Q --facet topic:0,country:0,type:0,site:0,week:0,day:0 --format json --limit 1 "
               "ferry"))["facets"];
  for (const auto& [field, values] : facets.items()) {
    CAPTURE(field);
    CHECK(values.size() >= 2);
    const std::string name = field == "week" || field == "day" ? "date" : field;
    for (const Json& value : values)
      CHECK(value["count"] ==
            Json::parse(desk.out(fmt::format("$Q --format json --limit 1 'ferry {}:\"{}\"'", name,
                                             value["value"].get<std::string>())))["total"]);
  }
}
