// SPDX-License-Identifier: GPL-2.0-or-later
// Articles in eight languages are found by the forms their readers type: inflected, without
// accents, without spaces; and a word is stemmed by the rules of an article's own language only.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "parsing/canonical_text.h"
#include "parsing/parser.h"
#include "search/searcher.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;

namespace {

/// The ids of what is found, by the archive's ids.
std::string found(Searcher& searcher, const std::string& text, bool match_any = false) {
  SearchRequest request;
  request.query.text = text;
  request.query.match_any = match_any;
  request.order.sort = Sort::oldest;
  request.page.limit = 0;
  request.page.snippets = false;
  std::vector<std::string> ids;
  for (const Hit& hit : searcher.search(request).hits) ids.push_back(hit.id);
  return fmt::format("{}", fmt::join(ids, " "));
}

Searcher& sample() {
  static const TemporaryFolder folder;
  static const bool made =
      add_files(folder / "archive", {(repository_root() / "corpus").string()}).added > 0;
  REQUIRE(made);
  static Searcher searcher(folder / "archive");
  return searcher;
}

}  // namespace

TEST_CASE("phrases as readers type them") {
  struct Row {
    const char *query, *ids;
  };
  const Row table[] = {
      // German
      {"überflutetes Haus", "ok-2023-06"},
      {"uberfluteten hausern", "ok-2023-06"},
      {"Sturmfluten an der Ostseeküste", "ok-2023-06"},
      // French
      {"élection législative", "gr-2024-03"},
      {"elections legislatives", "gr-2024-03"},
      {"l'incendie de la cathédrale", "gr-2024-05"},
      // Spanish
      {"campeonas mundiales de futbol", "dp-2023-03"},
      {"seleccion femenina", "dp-2023-03"},
      // Russian
      {"землетрясение", "nk-2023-01"},
      {"землетрясениями в Турции", "nk-2023-01"},
      {"спасателей", "nk-2023-01"},
      {"двадцати трех миллионов", "nk-2023-01"},
      {"лунный грунт", "nk-2023-02"},
      {"снижение процентной ставки", "nk-2024-01"},
      // Arabic
      {"الانتخابات", "ns-2023-02"},
      {"انتخابات", "ns-2023-02"},
      {"والانتخابات", "ns-2023-02"},
      {"زلزال مدمر", "ns-2023-01"},
      // Chinese
      {"月球背面的样品", "jw-2024-03"},
      {"通货膨胀与降息", "jw-2024-07"},
      {"\"月球背面\"", "jw-2024-03"},
      {"联合国气候变化大会", "jw-2023-04"},
      // Japanese
      {"マイナス金利の解除", "mn-2024-02"},
      {"日銀の利上げ", "mn-2024-02"},
      {"石川県の地震", "mn-2024-01"},
      {"探査機の月面着陸", "mn-2024-03"},
      {"ﾏｲﾅｽ金利", "mn-2024-02"},
  };
  for (const Row& row : table) {
    CAPTURE(std::string(row.query));
    CHECK(found(sample(), row.query) == row.ids);
  }
}

TEST_CASE("a word is stemmed by the rules of an article's language only") {
  const TemporaryFolder folder;
  const auto article = [](const char* id, const char* language, const char* body) {
    Article a;
    a.id = id;
    a.language = language;
    a.body = body;
    return a;
  };
  make_archive(
      folder / "archive",
      {article("de", "de", "Die Wahl im alten Haus."),
       article("en", "en", "Mr Wahl of Haus Cheval said the rate fell."),
       article("fr", "fr", "Le cheval est parti."), article("ru", "ru", "Цены на нефть выросли."),
       article("uk", "uk", "Ціни на нафту зросли.")});
  Searcher searcher(folder / "archive");
  struct Row {
    const char *query, *ids;
  };
  const Row table[] = {
      {"Wahlen", "de"},    {"Häuser", "de"}, {"Wahl", "de en"}, {"chevaux", "fr"},
      {"cheval", "en fr"}, {"rates", "en"},  {"цена", "ru"},    {"ціни", "uk"},
  };
  for (const Row& row : table) {
    CAPTURE(std::string(row.query));
    CHECK(found(searcher, row.query) == row.ids);
  }
}

TEST_CASE("words typed without spaces") {
  struct Row {
    const char *query, *canonical;
  };
  const Row table[] = {
      {"月球背面采样返回", "月球 AND 背面 AND 采样 AND 返回"},
      {"通货膨胀与降息", "通货 AND 膨胀 AND 降息"},
      {"联合国气候变化大会", "联合国 AND 气候 AND 变化 AND 大会"},
      {"习近平访问俄罗斯", "习近平 AND 访问 AND 俄罗斯"},
      {"美联储降息", "美联储降息"},
      {"月の裏側", "月 AND 裏側"},
      {"気候", "気候"},
      {"マイナス金利を解除", "マイナス AND 金利 AND 解除"},
      {"title:月球背面", "title:月球 AND title:背面"},
      {"月球背面 OR 火星", "(月球 AND 背面) OR 火星"},
      {"火星 月球背面", "火星 AND 月球 AND 背面"},
      {"月球背面^3", "月球^3 AND 背面^3"},
      {"\"月球背面\"", "\"月球背面\""},
      {"=月球背面", "=月球背面"},
      {"火星 -月球背面", "火星 AND NOT 月球背面"},
      {"月球背面 NEAR/9 采样返回", "月球背面 NEAR/9 采样返回"},
      {"COP28气候大会", "COP28气候大会"},
      {"source:江湾晚报", "source:江湾晚报"},
      {"한국은행기준금리", "한국은행기준금리"},
      {"ภูเขาไฟระเบิด", "ภูเขาไฟ AND ระเบิด"},
  };
  for (const Row& row : table) {
    CAPTURE(std::string(row.query));
    const ParsedQuery parsed = parse_query(row.query);
    CHECK(to_text(parsed.query) == row.canonical);
    CHECK(parse_query(row.canonical).query == parsed.query);
  }
  ParseOptions any;
  any.match_any = true;
  CHECK(to_text(parse_query("火星 月球背面", any).query) == "火星 OR 月球 OR 背面");
  ParseOptions nexis;
  nexis.dialect = Dialect::nexis;
  CHECK(to_text(parse_query("月球背面", nexis).query) == "月球背面");
}
