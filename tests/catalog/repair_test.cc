// SPDX-License-Identifier: GPL-2.0-or-later
// The contract of repair and snapshot, one damage or situation at a time. Random damage is in
// damage_test.cc.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>

#include "catalog/catalog.h"
#include "cli/program.h"
#include "error.h"
#include "support/process.h"
#include "support/support.h"
#include "upkeep/repair.h"
#include "upkeep/snapshot_copy.h"
#include "upkeep/verify.h"

using namespace dateline;
using namespace dateline::indexing;
namespace fs = std::filesystem;

namespace {

constexpr int kArticles = 300;  // enough for a tree of pages

std::string body(int number) {
  std::string text;
  for (int word = 0; word < 120; ++word)
    text += fmt::format("{}word{}", word == 0 ? "" : " ", (number * 37 + word * word) % 5'000);
  return text;
}

fs::path made_archive(const TemporaryFolder& folder) {
  std::vector<Article> articles(kArticles);
  for (int i = 0; i < kArticles; ++i) {
    Article& a = articles[static_cast<std::size_t>(i)];
    a.id = fmt::format("a{}", i);
    a.title = fmt::format("Report {}", i);
    a.body = body(i);
    a.source = i % 2 == 0 ? "The Even Post" : "The Odd Post";
  }
  make_archive(folder / "archive", articles);
  return folder / "archive";
}

/// Changes the catalog behind the program's back.
void execute(const fs::path& archive, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((archive / "catalog.db").c_str(), &db) == SQLITE_OK);
  CHECK(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(db);
}

std::uint64_t number_in(const fs::path& archive, const std::string& sql) {
  sqlite3* db = nullptr;
  sqlite3_stmt* query = nullptr;
  REQUIRE(sqlite3_open((archive / "catalog.db").c_str(), &db) == SQLITE_OK);
  REQUIRE(sqlite3_prepare_v2(db, sql.c_str(), -1, &query, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(query) == SQLITE_ROW);
  const auto number = static_cast<std::uint64_t>(sqlite3_column_int64(query, 0));
  sqlite3_finalize(query);
  sqlite3_close(db);
  return number;
}

void zero_page(const fs::path& archive, std::uint64_t page) {
  constexpr std::size_t kPage = 8192;
  std::fstream file(archive / "catalog.db", std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>((page - 1) * kPage));
  file << std::string(kPage, '\0');
}

std::string body_of(const fs::path& archive, const std::string& id) {
  const Catalog catalog(archive, Catalog::Mode::read);
  const auto known = catalog.find(id);
  REQUIRE(known);
  return catalog.inspect(known->row)->stored.article.body;
}

std::size_t whole_bodies(const fs::path& archive) {
  std::size_t whole = 0;
  const Catalog catalog(archive, Catalog::Mode::read);
  catalog.for_each_current([&](Row row, const std::string& id) {
    whole += catalog.article(row)->article.body == body(std::stoi(id.substr(1)));
  });
  return whole;
}

std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& e) {
    return fmt::format("{} | {}", e.what(), e.hint());
  }
  return "";
}

}  // namespace

TEST_CASE(
    "repair: an article whose text is damaged is kept, named, and mended by adding it again") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  execute(archive, "UPDATE articles SET title = 'Report 71' WHERE id = 'a7'");
  execute(archive, "UPDATE articles SET body = x'28b52ffd' WHERE id = 'a8'");
  CHECK(verify(archive, {true}).findings.size() == 2);
  CHECK(refusal([&] { Catalog(archive, Catalog::Mode::read).article(8); }).find("a7 (row 8)") !=
        std::string::npos);
  const RepairReport repaired = repair(archive, {});
  REQUIRE(repaired.losses.size() == 2);
  CHECK(repaired.losses[0].id == "a7");
  CHECK(repaired.losses[1].id == "a8");
  CHECK(fs::exists(repaired.kept / "catalog.db"));
  CHECK(repaired.inputs.size() == 1);
  CHECK(body_of(archive, "a7") == body(7));
  CHECK(body_of(archive, "a8").empty());
  // It goes on being told until the article is added again.
  CHECK(verify(archive, {true}).problems.size() == 2);
  CHECK(repair(archive, {}).losses.size() == 2);
  Article a;
  a.id = "a8";
  a.title = "Report 8";
  a.body = body(8);
  a.source = "The Even Post";
  CHECK(make_archive(archive, {a}).updated == 1);
  CHECK(body_of(archive, "a8") == body(8));
  CHECK(verify(archive, {true}).problems.size() == 1);
}

TEST_CASE("repair: damage beside an article's contents is mended from the index") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  Article capitals, endless;
  capitals.id = "Harbour/É";
  endless.id = std::string(300, 'x');
  capitals.title = endless.title = "Short";
  capitals.body = endless.body = "Two words";
  make_archive(archive, {capitals, endless});
  execute(archive, "UPDATE articles SET words = 9, first_seen = 5 WHERE row IN (4, 301, 302)");
  const RepairReport repaired = repair(archive, {});
  CHECK(repaired.losses.empty());
  CHECK(repaired.after.problems.empty());
  CHECK(number_in(archive, "SELECT words FROM articles WHERE id = 'a3'") == 122);
  CHECK(number_in(archive, "SELECT sum(words) FROM articles WHERE row > 300") == 6);
}

TEST_CASE("repair: pages of the catalog that lead to others cost no article") {
  const char* const roots[] = {
      "SELECT 1",  // the first page: header and tables
      "SELECT rootpage FROM sqlite_schema WHERE name = 'articles'",
      "SELECT rootpage FROM sqlite_schema WHERE name = 'names'",
      "SELECT rootpage FROM sqlite_schema WHERE name = 'ids'",
      "SELECT rootpage FROM sqlite_schema WHERE name = 'meta'",
      "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_sequence'",
  };
  for (const char* root : roots) {
    CAPTURE(root);
    const TemporaryFolder folder;
    const fs::path archive = made_archive(folder);
    zero_page(archive, number_in(archive, root));
    CHECK(!verify(archive, {true}).problems.empty());
    RepairReport repaired;
    CHECK(refusal([&] { repaired = repair(archive, {}); }) == "");
    CHECK(repaired.losses.empty());
    CHECK(whole_bodies(archive) == kArticles);
    CHECK(verify(archive, {true}).problems.empty());
  }
}

TEST_CASE("repair: articles of a page that is gone are named") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  zero_page(archive, number_in(archive,
                               "SELECT pageno FROM dbstat WHERE name = 'articles' AND"
                               " pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 3"));
  const RepairReport repaired = repair(archive, {});
  CHECK(!repaired.losses.empty());
  CHECK(repaired.losses.size() + whole_bodies(archive) == kArticles);
  for (const Loss& loss : repaired.losses) {
    CHECK(loss.id == fmt::format("a{}", loss.row - 1));
    CHECK(!loss.kept);
  }
  CHECK(verify(archive, {true}).problems.empty());
}

TEST_CASE("repair: rows are told where neither store can name their articles") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  zero_page(archive, number_in(archive,
                               "SELECT pageno FROM dbstat WHERE name = 'articles' AND"
                               " pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 3"));
  zero_page(archive, number_in(archive, "SELECT rootpage FROM sqlite_schema WHERE name = 'ids'"));
  fs::remove(archive / "terms/1/postlist.glass");
  const RepairReport repaired = repair(archive, {});
  CHECK(!repaired.losses.empty());
  CHECK(repaired.losses.size() + whole_bodies(archive) == kArticles);
  for (const Loss& loss : repaired.losses) CHECK(loss.id.empty());
  CHECK(verify(archive, {true}).problems.empty());
}

TEST_CASE("repair: an index without the catalog is refused, and nothing begins over it") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  for (const bool empty : {false, true}) {
    fs::remove(archive / "catalog.db");
    if (empty) std::ofstream(archive / "catalog.db");
    CHECK(refusal([&] { WritableArchive(archive, {}); }).find("repair") != std::string::npos);
    CHECK(refusal([&] { repair(archive, {}); }).find("300 articles") != std::string::npos);
    CHECK(fs::exists(archive / "terms/1/postlist.glass"));
  }
}

TEST_CASE("repair: a catalog older than its index names what it has forgotten") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  fs::copy_file(archive / "catalog.db", folder / "older.db");
  Article late;
  late.id = "Late";
  late.body = "One that came later.";
  make_archive(archive, {late});
  fs::rename(folder / "older.db", archive / "catalog.db");
  const RepairReport repaired = repair(archive, {});
  REQUIRE(repaired.losses.size() == 1);
  CHECK(repaired.losses[0].id == "Late");
  CHECK(verify(archive, {true}).problems.empty());
  CHECK(make_archive(archive, {late}).added == 1);
  CHECK(verify(archive, {true}).problems.empty());
}

TEST_CASE("repair: what is sound stays as it is") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  const RepairReport repaired = repair(archive, {});
  CHECK(repaired.done.empty());
  CHECK(repaired.losses.empty());
  CHECK(repaired.kept.empty());
  CHECK(fs::exists(archive / "terms/1"));
}

TEST_CASE("repair: what was begun in vain is not left lying") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  std::ofstream(archive / "catalog.db") << "This is no database.";
  CHECK_THROWS_AS(repair(archive, {}), Error);
  CHECK(!fs::exists(archive / "tmp"));
}

TEST_CASE("repair: a catalog that is complete takes its place in the next run") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  fs::create_directories(archive / "repaired/damaged-1");
  fs::copy_file(archive / "catalog.db", archive / "repaired/catalog.db");
  zero_page(archive, 1);
  { const WritableArchive next(archive, {}); }
  CHECK(!fs::exists(archive / "repaired"));
  CHECK(fs::exists(archive / "damaged-1"));
  CHECK(verify(archive, {true}).problems.empty());
}

TEST_CASE(
    "verify: a byte of the index that changed by itself is found without a look at articles") {
  VerifyOptions no_articles;
  no_articles.sample = 0;
  for (const char* name : {"iamglass", "postlist.glass", "positions.glass"}) {
    CAPTURE(name);
    const TemporaryFolder folder;
    const fs::path archive = made_archive(folder);
    std::string bytes = file_text(archive / "terms/1" / name);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    std::ofstream(archive / "terms/1" / name, std::ios::binary) << bytes;
    const std::vector<std::string> problems = verify(archive, no_articles).problems;
    REQUIRE(problems.size() >= 1);
    CHECK(problems[0].find(name) != std::string::npos);
    CHECK(repair(archive, {}).after.problems.empty());
    CHECK(verify(archive, no_articles).problems.empty());
  }
}

TEST_CASE("verify: an index that was added to is no damaged one") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  REQUIRE(fs::exists(archive / "terms/1/sums"));
  Article late;
  late.id = "late";
  late.body = "One that came later.";
  make_archive(archive, {late});
  CHECK(verify(archive).problems.empty());
  WritableArchive(archive, {}).optimize();
  CHECK(fs::exists(archive / "terms/3/sums"));
  CHECK(verify(archive).problems.empty());
}

TEST_CASE(
    "snapshot, verify: an archive that is being written is copied as of one moment, and sound") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  for (int batch = 0; batch < 20; ++batch) {
    std::ofstream out(folder / fmt::format("batch{}.jsonl", batch));
    for (int i = 0; i < 7; ++i)
      out << fmt::format(R"({{"id": "b{}-{}", "body": "One more harvest."}})", batch, i) << '\n';
  }
  Process writer({"/bin/sh", "-c",
                  "for k in $(seq 0 19); do \"$INDEXER\" --quiet add \"$BATCHES/batch$k.jsonl\" ||"
                  " exit 1; [ $((k % 6)) != 5 ] || \"$INDEXER\" optimize || exit 1; done"},
                 {{"DATELINE_INDEX", archive.string()},
                  {"BATCHES", folder.path().string()},
                  {"INDEXER", program("dateline-indexer").string()}},
                 folder.path());
  std::uint64_t copies = 0, before = kArticles;
  for (bool running = true; running; ++copies) {
    running = writer.running();
    const fs::path copy = folder / fmt::format("copy{}", copies);
    const std::uint64_t articles = snapshot_copy(archive, copy, {});
    CHECK((articles - kArticles) % 7 == 0);
    CHECK(articles >= before);
    before = articles;
    CHECK(verify(copy, {true}).problems.empty());
    CHECK(verify(archive).problems.empty());
    CHECK(verify(archive, {true}).problems.empty());
  }
  const Finished finished = writer.wait();
  CHECK_MESSAGE(finished.exit_code == 0, finished.err);
  CHECK(before == kArticles + 140);
  CHECK(copies >= 2);
}

TEST_CASE("snapshot: what is in the way") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder), copy = folder / "copy";
  fs::create_directories(folder / "copy.partial/terms");
  std::ofstream(folder / "copy.partial/catalog.db") << "half a copy";
  fs::create_directory(copy);
  CHECK(snapshot_copy(archive, copy, {}) == kArticles);
  CHECK(!fs::exists(folder / "copy.partial"));
  CHECK(refusal([&] { snapshot_copy(archive, copy, {}); }).find("exists") != std::string::npos);
  CHECK(verify(copy, {true}).problems.empty());
}
