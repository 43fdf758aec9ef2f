// SPDX-License-Identifier: GPL-2.0-or-later
// What an archive keeps beside words: other formats, earlier versions, saved queries and groups.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <xapian.h>

#include <nlohmann/json.hpp>
#include <string>

#include "archive/index_checksums.h"
#include "catalog/catalog.h"
#include "catalog/catalog_statistics.h"
#include "catalog/query_store.h"
#include "error.h"
#include "parsing/canonical_text.h"
#include "parsing/parser.h"
#include "search/saved_queries.h"
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

/// Makes an old archive one of today's analysis, which makes the same terms of its few words.
void set_analysis(const std::filesystem::path& archive) {
  SQLite::Database db((archive / "catalog.db").string(), SQLite::OPEN_READWRITE);
  SQLite::Statement update(db, "UPDATE meta SET value = ? WHERE key = 'analysis'");
  update.bind(1, schema::kAnalysisVersion);
  REQUIRE(update.exec() == 1);
  for (const auto& terms : std::filesystem::directory_iterator(archive / "terms")) {
    Xapian::WritableDatabase index(terms.path().string());
    index.set_metadata("dateline.analysis", std::to_string(schema::kAnalysisVersion));
    index.commit();
    index.close();
    if (std::filesystem::exists(terms.path() / "sums")) write_sums(terms.path());
  }
}

/// Rows of an archive that keep a sum; -1 = its tables know of none.
std::int64_t sums_in(const std::filesystem::path& archive) {
  SQLite::Database db((archive / "catalog.db").string());
  if (db.execAndGet("SELECT count(*) FROM pragma_table_info('articles') WHERE name = 'sum'")
          .getInt() == 0)
    return -1;
  return db.execAndGet("SELECT count(sum) FROM articles").getInt64();
}

}  // namespace

TEST_CASE("archive: one of format 1 is refused, rebuilt and read") {
  const TemporaryFolder folder;
  const std::filesystem::path archive = copied_archive(folder, "format-1");
  for (const Catalog::Mode mode : {Catalog::Mode::read, Catalog::Mode::write}) {
    std::string message, hint;
    try {
      const Catalog refused(archive, mode);
    } catch (const Error& e) {
      message = e.what();
      hint = e.hint();
    }
    CHECK(message == "the index was written as format 1, analysis 1; this program uses 2 and 2");
    CHECK(hint == "run: dateline-indexer rebuild");
  }
  WritableArchive(archive, {}, Catalog::Mode::rebuild).rebuild();
  Snapshot snapshot(archive);
  CHECK(snapshot.all_documents().count() == 2);
  CHECK(match_story("ml-2022-0001", snapshot).count() == 1);
  CHECK(snapshot.catalog().queries().queries().empty());
}

TEST_CASE("archive: one with earlier tables is searched as it is, and upgraded when written") {
  const TemporaryFolder folder;
  std::string tables = "tables-2";
  SUBCASE("version 2") {}
  SUBCASE("version 3") { tables = "tables-3"; }
  SUBCASE("version 4") { tables = "tables-4"; }
  CAPTURE(tables);
  const bool with_sums = tables != "tables-2";
  const std::filesystem::path archive = copied_archive(folder, tables);
  set_analysis(archive);
  const auto check_contents = [&] {
    Snapshot snapshot(archive);
    CHECK(snapshot.all_documents().count() == 2);
    CHECK(match_changed("body", snapshot).count() == 1);
    const auto rates = snapshot.catalog().find("hv-2");
    REQUIRE(rates);
    CHECK(snapshot.catalog().article(rates->row)->article.body.find("Wednesday") !=
          std::string::npos);
    CHECK(snapshot.catalog().queries().query("rates")->text == "rates OR bank");
    CHECK(snapshot.catalog().queries().source_group("near").size() == 2);
    for (const std::string& problem : verify(archive, {true}).problems) FAIL_CHECK(problem);
  };
  check_contents();
  const std::int64_t sums = with_sums ? 3 : -1;
  CHECK(sums_in(archive) == sums);
  Article late;
  late.id = "hv-3";
  late.body = "One more.";
  SUBCASE("by an addition") {
    { const WritableArchive upgraded(archive, {}); }
    check_contents();
    CHECK(make_archive(archive, {late}).added == 1);
    CHECK(sums_in(archive) == 4);
    CHECK(Catalog(archive, Catalog::Mode::read).article(4)->article.version == 0);
  }
  SUBCASE("by repair") {
    CHECK(repair(archive, {}).done.empty());
    check_contents();
  }
  SUBCASE("in a copy") {
    CHECK(snapshot_copy(archive, folder / "copy", {}) == 2);
    CHECK(sums_in(archive) == sums);
    CHECK(sums_in(folder / "copy") == 3);
  }
  CHECK(verify(archive, {true}).problems.empty());
}

TEST_CASE("archive: what a run of an earlier version left pending is known, and indexed") {
  const TemporaryFolder folder;
  const std::filesystem::path archive = copied_archive(folder, "tables-4");
  set_analysis(archive);
  SQLite::Database((archive / "catalog.db").string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE articles SET state = 0 WHERE row = (SELECT max(row) FROM articles)");
  const auto counts = [&] { return Catalog(archive, Catalog::Mode::read).statistics().counts(); };
  CHECK(counts().pending == 1);
  CHECK(counts().articles == 1);
  CHECK(verify(archive, {true}).problems.size() == 1);
  { const WritableArchive upgraded(archive, {}); }
  CHECK(counts().pending == 0);
  CHECK(counts().articles == 2);
  CHECK(verify(archive, {true}).problems.empty());
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
    match_changed(what, snapshot).for_each([&](std::uint32_t row) {
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
