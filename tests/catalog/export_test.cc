// SPDX-License-Identifier: GPL-2.0-or-later
// What `export --xapian` and `export --sqlite` write are standard databases of the articles that
// searches find.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <xapian.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "archive/open_segments.h"
#include "index/glass_format.h"
#include "index/position_list.h"
#include "ingest/archive_writer.h"
#include "search/searcher.h"
#include "support/support.h"
#include "system/archive_files.h"
#include "upkeep/sqlite_export.h"
#include "upkeep/xapian_export.h"

using namespace dateline;
using namespace dateline::indexing;
namespace fs = std::filesystem;

namespace {

Article article(const std::string& id, const std::string& title, const std::string& body) {
  Article a;
  a.id = id;
  a.title = title;
  a.body = body;
  a.language = "en";
  return a;
}

std::uint64_t found(const fs::path& archive, const std::string& text) {
  searching::SearchRequest request;
  request.query.text = text;
  return searching::Searcher(archive).search(request).total;
}

}  // namespace

TEST_CASE("export writes what is found, with phrases, term lists and values") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive", database = folder / "database";
  make_archive(archive, {article("urn:1", "Ferry delayed", "The night ferry to the isles is late."),
                         article("urn:2", "Night work", "Work on the ferry pier goes on at night."),
                         article("urn:3", "Cafe", "The caf\u00e9 opens. It closes late.")});
  make_archive(archive, {article("urn:2", "Night work", "The night ferry waits for the pier.")});
  std::vector<std::string> unknown;
  make_archive(archive, {article("urn:4", "Gone", "The night ferry was sold.")});
  WritableArchive(archive, {}).remove({"urn:4"}, &unknown);
  CHECK(export_to_xapian(archive, database) == 3);

  const Xapian::Database db(database.string());
  CHECK(db.get_doccount() == 3);
  const std::vector<std::string> phrase{"night", "ferry"};
  Xapian::Enquire enquire(db);
  enquire.set_query(Xapian::Query(Xapian::Query::OP_PHRASE, phrase.begin(), phrase.end()));
  CHECK(enquire.get_mset(0, 10).size() == 2);
  CHECK(found(archive, "\"night ferry\"") == 2);
  const auto second = db.postlist_begin("Qurn:2");
  REQUIRE(second != db.postlist_end("Qurn:2"));
  const Xapian::Document document = db.get_document(*second);
  CHECK(nlohmann::json::parse(document.get_data())["id"] == "urn:2");
  CHECK(document.termlist_count() > 10);
  CHECK_THROWS_AS(export_to_xapian(archive, database), Error);

  // Without what is dead, the one segment holds the same postings and positions.
  WritableArchive(archive, {}).optimize(Journal::Versions::forgotten);
  const IndexSegment only = Catalog(archive, Catalog::Mode::read).segments().at(0);
  const fs::path segment = terms_folder(archive, only.number);
  const Xapian::Database ours(segment.string());
  const MappedTable postlist(segment / kPostlistFile,
                             glass::read_version_file(segment).root(glass::Table::postlist));
  const MappedTable positions(segment / kPositionsFile);
  std::size_t terms = 0;
  for (auto term = db.allterms_begin(); term != db.allterms_end(); ++term, ++terms) {
    const std::string name = *term;
    CAPTURE(name);
    CHECK(ours.get_termfreq(name) == term.get_termfreq());
    PositionList places(postlist, positions, name);
    for (auto p = db.postlist_begin(name); p != db.postlist_end(name); ++p) {
      std::vector<std::uint32_t> expected(p.positionlist_begin(), p.positionlist_end()), read;
      if (places.find(*p) == *p) places.read(read);
      CHECK(read == expected);
    }
  }
  CHECK(terms ==
        static_cast<std::size_t>(std::distance(ours.allterms_begin(), ours.allterms_end())));
}

TEST_CASE("export --sqlite: counts of its columns and topics are our facets") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive", file = folder / "articles.db";
  add_files(archive, {(repository_root() / "corpus").string()});
  Article spelt = article("urn:1", "Ferry delayed", "The night ferry to the isles is late.");
  spelt.source = "Quayside Post";
  spelt.topics = {"Ports", "Stra\u00dfen"};
  spelt.published = 1'710'000'000;
  spelt.utc_offset = -5 * 3600;
  Article again = article("urn:2", "Ferry sold", "The night ferry was sold.");
  again.source = "QUAYSIDE POST";
  again.topics = {"ports"};
  make_archive(archive, {spelt, again});
  spelt.body += " It was mended.";
  make_archive(archive, {spelt});
  const std::uint64_t articles = export_to_sqlite(archive, file);
  CHECK_THROWS_AS(export_to_sqlite(archive, file), Error);

  SQLite::Database db(file.string());
  const auto number = [&](const std::string& sql) { return db.execAndGet(sql).getInt64(); };
  searching::Searcher searcher(archive);
  searching::SearchRequest request;
  request.page.counts_only = true;
  for (const char* const field : {"source", "section", "author", "language", "country", "type",
                                  "topic", "year", "month", "week", "day"})
    request.counts.facets.push_back({field, 0});
  const searching::Results results = searcher.search(request);
  CHECK(number("SELECT count(*) FROM articles") == static_cast<std::int64_t>(results.total));
  CHECK(articles == results.total);
  for (const searching::Facet& facet : results.facets) {
    CAPTURE(facet.field);
    const bool topics = facet.field == "topic";
    std::map<std::string, std::uint64_t> expected, found;
    for (const auto& value : facet.values) expected[fold_value(value.value)] = value.count;
    SQLite::Statement counts(db, topics
                                     ? "SELECT topic, count(*) FROM topics GROUP BY topic"
                                     : "SELECT " + facet.field + ", count(*) FROM articles WHERE " +
                                           facet.field + " IS NOT NULL GROUP BY " + facet.field);
    while (counts.executeStep())
      found[fold_value(counts.getColumn(0).getString())] +=
          static_cast<std::uint64_t>(counts.getColumn(1).getInt64());
    CHECK(expected == found);
    if (!topics)
      CHECK(number("SELECT count(DISTINCT " + facet.field + ") FROM articles") ==
            static_cast<std::int64_t>(facet.distinct));
  }
  CHECK(number("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH '\"night ferry\"'") ==
        static_cast<std::int64_t>(found(archive, "\"night ferry\"")));
  CHECK(number("SELECT count(*) FROM versions JOIN articles USING(article) "
               "WHERE id = 'urn:1'") == 1);
  CHECK(db.execAndGet("SELECT versions.body FROM versions JOIN articles USING(article) "
                      "WHERE id = 'urn:1' AND number = 1")
            .getString() == "The night ferry to the isles is late.");
  CHECK(db.execAndGet("SELECT day FROM articles WHERE id = 'urn:1'").getString() == "2024-03-09");
  CHECK(number("SELECT count(*) FROM pragma_foreign_key_check") == 0);
  CHECK(db.execAndGet("PRAGMA integrity_check").getString() == "ok");
  CHECK(db.execAndGet("SELECT value FROM about WHERE name = 'archive'").getString() ==
        searcher.archive().uuid);
}

TEST_CASE("export --sqlite: nothing is left of a file that cannot be written") {
  const TemporaryFolder folder;
  make_archive(folder / "archive", {article("urn:1", "Ferry", "The night ferry is late.")});
  CHECK_THROWS_AS(export_to_sqlite(folder / "archive", folder / "nowhere/articles.db"), Error);
  CHECK_THROWS_AS(export_to_sqlite(folder / "nothing", folder / "articles.db"), Error);
  CHECK_FALSE(fs::exists(folder / "articles.db.part"));
  CHECK_FALSE(fs::exists(folder / "articles.db"));
}
