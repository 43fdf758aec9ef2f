// SPDX-License-Identifier: GPL-2.0-or-later
// --similar, --sort fresh and --complete on the sample archive and on small ones.
#include <doctest/doctest.h>

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <sstream>

#include "error.h"
#include "ranking/freshness.h"
#include "results/presenter.h"
#include "search/searcher.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;

namespace {

constexpr Timestamp kNow = 1735646400;  // 2024-12-31T12:00:00Z
constexpr Timestamp kDay = 86'400;

Searcher& sample() {
  static const TemporaryFolder folder;
  static const bool made = add_files(folder / "archive", {(repository_root() / "corpus").string(),
                                                          (repository_root() / "seeds").string()})
                               .added > 0;
  REQUIRE(made);
  static Searcher searcher(folder / "archive");
  return searcher;
}

SearchRequest request_for(const std::string& text) {
  SearchRequest request;
  request.query.text = text;
  request.now = kNow;
  request.page.snippets = false;
  return request;
}

std::vector<std::string> ids_of(const Results& results) {
  std::vector<std::string> ids;
  for (const Hit& hit : results.hits) ids.push_back(hit.id);
  return ids;
}

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

Results similar(const std::string& id, const std::string& text = "",
                std::vector<std::string> sources = {}) {
  SearchRequest request = request_for(text);
  request.query.similar = id;
  request.filters.sources = std::move(sources);
  return sample().search(request);
}

}  // namespace

TEST_CASE("similar articles are on the subject, and no near copies") {
  struct Row {
    const char *id, *finds;
    std::vector<std::string> copies;
  };
  const Row table[] = {
      {"ml-2023-0001", "oqt-0004", {"ml-2023-0001", "hp-10092", "oqt-0008", "reuters-900004"}},
      {"ml-2024-0005", "ml-2024-0006", {"ml-2024-0005", "cw-240823-04", "reuters-900017"}},
      {"gr-2024-03", "gr-2024-02", {"gr-2024-03"}},
  };
  for (const Row& row : table) {
    CAPTURE(std::string(row.id));
    const Results results = similar(row.id);
    const std::vector<std::string> ids = ids_of(results);
    CAPTURE(fmt::format("{}", fmt::join(ids, " ")));
    CHECK(has(ids, row.finds));
    for (const std::string& copy : row.copies) CHECK(!has(ids, copy));
    CHECK(results.similar_to == row.id);
    CHECK(!results.subjects.empty());
    CHECK(results.total_exact);
    CHECK(ids_of(similar(row.id)) == ids);
    // The words it says it searched by are a query that finds all of them.
    SearchRequest words = request_for(results.canonical);
    words.page.limit = 0;
    const std::vector<std::string> all = ids_of(sample().search(words));
    for (const std::string& id : ids) CHECK(has(all, id));
  }
}

TEST_CASE("similar articles within a query and filters, counted") {
  const Results all = similar("ml-2023-0001");
  const Results some = similar("ml-2023-0001", "", {"Old Quay Tribune"});
  CHECK(some.total < all.total);
  for (const Hit& hit : some.hits) CHECK(hit.source == "Old Quay Tribune");
  const Results query = similar("ml-2023-0001", "morocco");
  CHECK(query.total >= 1);
  CHECK(query.total < all.total);
  CHECK(query.canonical.ends_with(") AND morocco"));
  CHECK_THROWS_WITH_AS(similar("nobody"), "no article has the id nobody", Error);
}

TEST_CASE("the factor of freshness") {
  const Freshness freshness{10, 0.2};
  const auto factor = [&](Timestamp date) { return fresh_factor(date, kNow, freshness); };
  CHECK(factor(kNow) == doctest::Approx(1));
  CHECK(factor(kNow + kDay) == doctest::Approx(1));  // in the future
  CHECK(factor(kNow - 10 * kDay) == doctest::Approx(0.2 + 0.8 / 2));
  CHECK(factor(kNow - 20 * kDay) == doctest::Approx(0.2 + 0.8 / 4));
  CHECK(factor(0) == doctest::Approx(0.2));
  CHECK(factor(NumberColumn::kAbsent) == 0.2);
}

TEST_CASE("fresh is relevance times the factor, page after page") {
  const auto all = [](Sort sort, double half_life, double floor) {
    SearchRequest request = request_for("the OR earthquake OR bank");
    request.order.sort = sort;
    request.page.limit = 0;
    request.order.freshness = {half_life, floor};
    return sample().search(request);
  };
  const Results relevance = all(Sort::relevance, 30, 0.2), fresh = all(Sort::fresh, 30, 0.2);
  REQUIRE(relevance.total > 100);
  CHECK(fresh.total == relevance.total);
  REQUIRE(fresh.fresh);
  const Timestamp newest = fresh.fresh->newest;
  CHECK(newest < kNow);  // that of the newest article
  for (std::size_t i = 0; i < fresh.hits.size(); ++i) {
    const Hit& hit = fresh.hits[i];
    const auto plain = std::ranges::find(relevance.hits, hit.id, &Hit::id);
    REQUIRE(plain != relevance.hits.end());
    const double factor =
        hit.published
            ? 0.2 + 0.8 * std::exp2(-static_cast<double>(newest - *hit.published) / (30.0 * kDay))
            : 0.2;
    CHECK(hit.score == doctest::Approx(plain->score * factor));
    if (i > 0) CHECK(hit.score <= fresh.hits[i - 1].score);
  }
  CHECK(ids_of(all(Sort::fresh, 30, 1)) == ids_of(relevance));
  std::vector<std::string> pages;
  for (std::uint64_t offset = 0; offset < fresh.total; offset += 7) {
    SearchRequest request = request_for("the OR earthquake OR bank");
    request.order.sort = Sort::fresh;
    request.page.offset = offset;
    request.page.limit = 7;
    for (const std::string& id : ids_of(sample().search(request))) pages.push_back(id);
  }
  CHECK(pages == ids_of(fresh));
}

TEST_CASE("the first page of a fresh search of many articles is that of all of them") {
  const TemporaryFolder folder;
  std::vector<Article> articles;
  for (int i = 0; i < 3000; ++i) {
    Article& a = articles.emplace_back();
    a.id = fmt::format("a{:04}", i);
    a.language = "en";
    a.body = "Harvest news of the day" + std::string(static_cast<std::size_t>(i % 40), ' ');
    for (int words = i % 37; words > 0; --words) a.body += " word" + std::to_string(words * i % 91);
    if (i % 11 > 0) a.published = kNow - (i * 7919 % 3000) * kDay / 4;
  }
  make_archive(folder / "archive", articles);
  Searcher searcher(folder / "archive");
  SearchRequest request = request_for("harvest");
  request.order.sort = Sort::fresh;
  request.page.limit = 0;
  std::vector<std::string> all = ids_of(searcher.search(request));
  CHECK(all.size() == 3000);
  request.page.limit = 10;
  all.resize(10);
  CHECK(ids_of(searcher.search(request)) == all);
}

namespace {

std::string completed(const std::string& prefix, std::size_t count = 3) {
  std::string text;
  for (const Completions::Words& words : sample().complete(prefix, count, 0).words)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", words.text, words.articles);
  return text;
}

std::string first_headline(const std::string& prefix) {
  const Completions completions = sample().complete(prefix, 3, 0);
  return completions.headlines.empty() ? "" : completions.headlines.front().title;
}

}  // namespace

TEST_CASE("how a word goes on") {
  struct Row {
    const char *prefix, *words;
  };
  const Row table[] = {
      {"earthq", "earthquakes 4, earthquake 3"},
      {"Earthq", "earthquakes 4, earthquake 3"},
      {"interest ra", "interest rates 13, interest rate 10, interest raised 6"},
      {"législ", "législative 1, législatives 1, legislature 1"},
      {"legisl", "législative 1, législatives 1, legislature 1"},
      {"inflaci", "inflación 2"},
      {"Землетря", "землетрясение 1, землетрясений 1"},
      {"zzzz", ""},
      {"", ""},
      {"\"", ""},
      {"气候变", "气候变化 1"},
  };
  for (const Row& row : table) {
    CAPTURE(std::string(row.prefix));
    CHECK(completed(row.prefix) == row.words);
  }
}

TEST_CASE("completions count what a search for them finds, and are the most frequent ones") {
  for (const char* prefix : {"a", "ba", "s", "interest r", "2", "é", "气"}) {
    CAPTURE(prefix);
    const Completions few = sample().complete(prefix, 4, 0),
                      many = sample().complete(prefix, 900, 0);
    REQUIRE(few.words.size() == std::min<std::size_t>(4, many.words.size()));
    for (std::size_t i = 0; i < few.words.size(); ++i) {
      CHECK(few.words[i].text == many.words[i].text);
      SearchRequest request = request_for("");
      std::istringstream words(few.words[i].text);
      for (std::string word; words >> word;) request.query.text += fmt::format("\"{}\" ", word);
      CHECK(sample().search(request).total == few.words[i].articles);
    }
  }
}

TEST_CASE("headlines that go on so") {
  CHECK(first_headline("cop28 de").starts_with("COP28 deal"));
  CHECK(first_headline("notre-dame").starts_with("Notre-Dame"));
  CHECK(first_headline("dame de pa").find("Notre-Dame de Paris") != std::string::npos);
  CHECK(first_headline("zeppelin") == "");
}

TEST_CASE("completions in every format") {
  Completions completions;
  completions.prefix = "oi";
  completions.words = {{"oil", 1200}, {"oils", 3}};
  completions.headlines = {{"Oil, gas and <\x1b>", "a1", 2}};
  completions.took_ms = 0.25;
  const auto printed = [&](OutputFormat format) {
    std::ostringstream out;
    PresentOptions options;
    options.format = format;
    present(out, completions, options);
    return out.str();
  };
  CHECK(printed(OutputFormat::text).starts_with("1,200  oil\n    3  oils\n       Oil, gas and <"));
  CHECK(printed(OutputFormat::text).find('\x1b') == std::string::npos);
  CHECK(printed(OutputFormat::ids).starts_with("oil\noils\nOil, gas"));
  CHECK(printed(OutputFormat::csv).starts_with("kind,text,articles,id\nwords,oil,1200,\n"));
  CHECK(printed(OutputFormat::jsonl).starts_with("{\"text\":\"oil\",\"articles\":1200}\n"));
  CHECK(printed(OutputFormat::json)
            .starts_with("{\"schema_version\":1,\"prefix\":\"oi\",\"words\":[{\"text\":\"oil\","
                         "\"articles\":1200},"));
  CHECK(printed(OutputFormat::json).find("\"took_ms\":0.25}") != std::string::npos);
}
