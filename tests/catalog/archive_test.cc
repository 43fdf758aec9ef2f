// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of an archive besides words: older formats, earlier versions, saved queries and groups.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "catalog/catalog.h"
#include "catalog/catalog_statistics.h"
#include "catalog/query_store.h"
#include "catalog/run_log.h"
#include "error.h"
#include "parsing/canonical_text.h"
#include "parsing/parser.h"
#include "search/saved_queries.h"
#include "search/searcher.h"
#include "snapshot/near_duplicates.h"
#include "snapshot/snapshot.h"
#include "support/process.h"
#include "support/support.h"
#include "upkeep/repair.h"
#include "upkeep/snapshot_copy.h"
#include "upkeep/verify.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;

namespace {

std::filesystem::path copied_archive(const TemporaryFolder& folder, const std::string& name) {
  std::filesystem::copy(repository_root() / "tests/archives" / name, folder / name,
                        std::filesystem::copy_options::recursive);
  return folder / name;
}

/// What refuses to open an archive, and the hint.
std::pair<std::string, std::string> refusal(const std::filesystem::path& archive,
                                            Catalog::Mode mode) {
  try {
    const Catalog opened(archive, mode);
    return {};
  } catch (const Error& e) {
    return {e.what(), e.hint()};
  }
}

void rebuild_archive(const std::filesystem::path& archive) {
  WritableArchive(archive, {}, Catalog::Mode::rebuild).rebuild();
}

std::string number_in(const std::filesystem::path& archive, const char* sql) {
  return SQLite::Database((archive / "catalog.db").string()).execAndGet(sql).getString();
}

}  // namespace

TEST_CASE("archive: one of format 1 is refused, rebuilt and read") {
  const TemporaryFolder folder;
  const std::filesystem::path archive = copied_archive(folder, "format-1");
  for (const Catalog::Mode mode : {Catalog::Mode::read, Catalog::Mode::write}) {
    const auto [message, hint] = refusal(archive, mode);
    CHECK(message == "the index was written as format 1, analysis 1; this program uses 3 and 3");
    CHECK(hint == "run: dateline-indexer rebuild");
  }
  rebuild_archive(archive);
  Snapshot snapshot(archive);
  CHECK(snapshot.all_documents().count() == 2);
  CHECK(match_story("ml-2022-0001", snapshot).count() == 1);
  CHECK(snapshot.catalog().queries().queries().empty());
}

TEST_CASE("archive: one of another draft is refused, and rebuilt") {
  const TemporaryFolder folder;
  Article article;
  article.id = "tide";
  article.body = "The tide rises.";
  make_archive(folder / "archive", {article});
  SQLite::Database((folder / "archive/catalog.db").string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE meta SET value = 999 WHERE key = 'draft'");
  for (const Catalog::Mode mode : {Catalog::Mode::read, Catalog::Mode::write}) {
    const auto [message, hint] = refusal(folder / "archive", mode);
    CHECK(message == fmt::format("the index was written as draft 999 of format {}; this program"
                                 " uses {}",
                                 schema::kFormatVersion, schema::kDraft));
    CHECK(hint == "run: dateline-indexer rebuild");
  }
  rebuild_archive(folder / "archive");
  CHECK(refusal(folder / "archive", Catalog::Mode::read).first.empty());
  CHECK(verify(folder / "archive", {true}).problems.empty());
}

TEST_CASE("archive: names that an earlier analysis told apart are one after a rebuild") {
  const TemporaryFolder folder;
  Article plain, marked;
  plain.id = "plain";
  plain.author = "Rida O'Shea";
  marked.id = "marked";
  marked.author = "Rida O\u2019Shea";
  plain.body = marked.body = "The tide rises.";
  make_archive(folder / "archive", {plain, marked});
  SQLite::Database((folder / "archive/catalog.db").string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE names SET folded = name, grouped = code");
  CHECK(!verify(folder / "archive").problems.empty());
  rebuild_archive(folder / "archive");
  CHECK(verify(folder / "archive").problems.empty());
  Snapshot snapshot(folder / "archive");
  CHECK(snapshot.all_documents().count() == 2);
}

TEST_CASE("archive: one with earlier tables is rebuilt, and nothing in it is lost") {
  const TemporaryFolder folder;
  std::string tables = "tables-2";
  SUBCASE("version 2") {}
  SUBCASE("version 3") { tables = "tables-3"; }
  SUBCASE("version 4") { tables = "tables-4"; }
  CAPTURE(tables);
  const std::filesystem::path archive = copied_archive(folder, tables);
  CHECK(refusal(archive, Catalog::Mode::read).second == "run: dateline-indexer rebuild");
  rebuild_archive(archive);
  {
    Snapshot snapshot(archive);
    CHECK(snapshot.all_documents().count() == 2);
    CHECK(match_changed("body", snapshot, [] {}).count() == 1);
    const auto rates = snapshot.catalog().find("hv-2");
    REQUIRE(rates);
    const StoredArticle stored = *snapshot.catalog().article(rates->row);
    CHECK(stored.article.body.find("Wednesday") != std::string::npos);
    CHECK(stored.run == 0);
    CHECK(snapshot.catalog().queries().query("rates")->text == "rates OR bank");
    CHECK(snapshot.catalog().queries().source_group("near").size() == 2);
  }
  CHECK(number_in(archive, "SELECT count(*) FROM articles WHERE sum IS NULL") == "0");
  CHECK(number_in(archive,
                  "SELECT count(*) FROM articles AS old JOIN articles AS new ON new.replaces ="
                  " old.row AND old.replaced_at = new.added") == "1");
  CHECK(number_in(archive, "SELECT length(value) FROM settings WHERE name = 'uuid'") == "36");
  Article late;
  late.id = "hv-3";
  late.body = "One more.";
  CHECK(make_archive(archive, {late}).added == 1);
  CHECK(Catalog(archive, Catalog::Mode::read).article(4)->article.version == 0);
  for (const std::string& problem : verify(archive, {true}).problems) FAIL_CHECK(problem);
}

TEST_CASE("archive: what a run of an earlier version left pending is indexed by rebuild") {
  const TemporaryFolder folder;
  const std::filesystem::path archive = copied_archive(folder, "tables-4");
  SQLite::Database((archive / "catalog.db").string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE articles SET state = 0 WHERE row = (SELECT max(row) FROM articles)");
  rebuild_archive(archive);
  const CatalogCounts counts = Catalog(archive, Catalog::Mode::read).statistics().counts();
  CHECK(counts.pending == 0);
  CHECK(counts.articles == 2);
  CHECK(verify(archive, {true}).problems.empty());
}

TEST_CASE("archive: it knows where an article came from, and what printed papers say of it") {
  const TemporaryFolder folder;
  const std::filesystem::path archive = folder / "archive";
  Article harbour;
  harbour.id = "harbour";
  harbour.language = "en";
  harbour.body = "The harbour is dredged.";
  harbour.topics = {"Ports", "Élections", "elections", "Trade and industry"};
  harbour.page = "A1";
  harbour.edition = "late city";
  harbour.ocr_confidence = 87;
  harbour.published = 1'704'070'800;  // 2024-01-01T01:00:00Z
  harbour.utc_offset = -5 * 3600;
  const auto add = [&](const Article& article, std::uint64_t line) {
    WritableArchive writer(archive, {});
    ingest(writer,
           [&](const ReadOptions&, InputVisitor& visitor, const IngestReport&) {
             visitor.begin_input({"paper.jsonl", "jsonl", 10, 0});
             visitor.article(Article(article), line);
             visitor.end_input();
           },
           {});
  };
  add(harbour, 7);
  {
    Snapshot snapshot(archive);
    const StoredArticle stored = *snapshot.catalog().article(1);
    CHECK(stored.article == harbour);
    CHECK(stored.line == 7);
    CHECK(stored.run == 1);
    CHECK(snapshot.catalog().runs().input_name(stored.input) == "paper.jsonl");
    CHECK(snapshot.catalog().runs().last_runs(1).at(0).number == 1);
    for (const auto& [query, found] :
         std::map<std::string, std::uint64_t>{{"topic:ports", 1},
                                              {"topic:ELECTIONS", 1},
                                              {"topic:\"trade and industry\"", 1},
                                              {"topic:trade", 0},
                                              {"topic:tra*", 1},
                                              {"page:a1", 1},
                                              {"edition:\"Late City\"", 1}}) {
      CAPTURE(query);
      SearchRequest request;
      request.query.text = query;
      CHECK(Searcher(archive).search(request).total == found);
    }
  }
  harbour.page = "A2";
  add(harbour, 9);
  CHECK(Catalog(archive, Catalog::Mode::read).article(2)->run == 2);
  CHECK(number_in(archive,
                  "SELECT replaced_at - added BETWEEN 0 AND 60 FROM articles WHERE row = 1") ==
        "1");
  for (const std::string& problem : verify(archive, {true}).problems) FAIL_CHECK(problem);
  // A catalog made anew from a damaged one has them too.
  const std::string uuid = number_in(archive, "SELECT value FROM settings WHERE name = 'uuid'");
  SQLite::Database((archive / "catalog.db").string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE articles SET title = 'damaged' WHERE row = 1");
  repair(archive, {});
  CHECK(Catalog(archive, Catalog::Mode::read).article(2)->article == harbour);
  CHECK(Catalog(archive, Catalog::Mode::read).article(2)->line == 9);
  CHECK(number_in(archive, "SELECT value FROM settings WHERE name = 'uuid'") == uuid);
  CHECK(number_in(archive, "SELECT value FROM meta WHERE key = 'run'") == "2");
}

TEST_CASE("archive: what changed between versions") {
  const TemporaryFolder folder;
  const auto add = [&](const char* id, const char* title, const char* body, Timestamp date) {
    Article a;
    a.id = id;
    a.title = title;
    a.body = body;
    a.published = date;
    make_archive(folder / "archive", {a});
  };
  add("a", "One", "text", 0);
  add("b", "One", "text", 0);
  add("c", "One", "text", 0);
  add("b", "Two", "text", 0);
  add("c", "One", "other text", 0);
  add("c", "One", "other text", 86'400);
  Snapshot snapshot(folder / "archive");
  const auto ids = [&](const char* what) {
    std::string found;
    match_changed(what, snapshot, [] {}).for_each([&](std::uint32_t row) {
      found += snapshot.catalog().id(row);
    });
    return found;
  };
  CHECK(ids("yes") == "bc");
  CHECK(ids("no") == "a");
  CHECK(ids("title") == "b");
  CHECK(ids("body") == "c");
  CHECK(ids("Date") == "c");
  CHECK(ids("nothing") == "");
}

TEST_CASE("archive: saved queries and groups of sources in a query") {
  const TemporaryFolder folder;
  Catalog catalog(folder.path(), Catalog::Mode::write);
  const auto value = [](schema::FieldId field, const char* text) {
    Query query;
    query.kind = Query::Kind::value;
    query.field = field;
    query.text = text;
    return query;
  };
  catalog.queries().save({"brexit", "leave remain", 0});
  catalog.queries().save({"loop", "loop", 0});
  catalog.queries().set_source_group("agencies", {"Reuters", "Calder Wire"});
  std::vector<Note> notes;

  Query both;
  both.kind = Query::Kind::conjunction;
  both.children = {value(schema::FieldId::saved, "Brexit"),
                   value(schema::FieldId::source, "@agencies")};
  expand_saved(both, catalog, {}, notes);
  CHECK(to_text(both) == "leave AND remain AND (source:\"Calder Wire\" OR source:Reuters)");
  CHECK(both.children.size() == 3);
  CHECK(notes.empty());

  Query unknown = value(schema::FieldId::saved, "brexti");
  expand_saved(unknown, catalog, {}, notes);
  CHECK(unknown.kind == Query::Kind::none);
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].code == "unknown-saved-query");
  CHECK(notes[0].message == "There is no saved query \"brexti\"; nearest: brexit.");
}

TEST_CASE("archive: status tells what each file takes, and how much text that is for") {
  const TemporaryFolder folder;
  std::ofstream(folder / "two.jsonl")
      << R"~({"id": "a", "title": "Tide", "body": "It rises."})~" << '\n'
      << R"~({"id": "b", "title": "Été", "body": "Il fait chaud."})~" << '\n';
  std::ofstream(folder / "later.jsonl")
      << R"~({"id": "b", "title": "Été", "body": "Il pleut."})~" << '\n';
  const std::filesystem::path archive = folder / "archive";
  const auto status = [&] {
    return nlohmann::json::parse(Process({program("dateline-indexer").string(), "--json", "--index",
                                          archive.string(), "status"},
                                         {}, folder.path())
                                     .wait()
                                     .out);
  };
  for (const auto& [input, text_bytes] :
       {std::pair{"two.jsonl", 4 + 9 + 5 + 14}, {"later.jsonl", 4 + 9 + 5 + 9}}) {
    CAPTURE(input);
    add_files(archive, {(folder / input).string()});
    const nlohmann::json told = status();
    CHECK(told["text_bytes"] == text_bytes);
    std::uint64_t terms_bytes = 0;
    for (const nlohmann::json& file : told["files"]) {
      const std::string name = file["file"];
      CAPTURE(name);
      const std::uint64_t bytes = std::filesystem::file_size(archive / name);
      CHECK(file["bytes"] == bytes);
      CHECK(file["bytes_per_article"] == (bytes + 1) / 2);
      if (name.starts_with("terms/")) terms_bytes += bytes;
    }
    CHECK(told["files"][0]["file"] == "catalog.db");
    CHECK(told["terms_bytes"] == terms_bytes);
  }
}
