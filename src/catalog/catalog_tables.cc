// SPDX-License-Identifier: GPL-2.0-or-later
// The tables of a catalog, version by version, and the upgrade of older ones.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "article_row.h"
#include "catalog_database.h"
#include "error.h"
#include "schema.h"

namespace dateline {
namespace {

/// One script for each version of the tables; user_version counts those applied. Never edit one
/// that has been released: add the next.
constexpr const char* kMigrations[] = {
    R"sql(
      CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE names(
        field   INTEGER NOT NULL,        -- schema::FieldId: source, section, author
        code    INTEGER NOT NULL,        -- from 1, by field
        name    TEXT NOT NULL,           -- as an article spelt it
        folded  TEXT NOT NULL,           -- as it is compared
        grouped INTEGER NOT NULL,        -- the first code with the same folded
        PRIMARY KEY(field, code)) WITHOUT ROWID;
      CREATE UNIQUE INDEX names_by_name ON names(field, name);
      CREATE INDEX names_by_folded ON names(field, folded, code);
      CREATE TABLE articles(
        row        INTEGER PRIMARY KEY AUTOINCREMENT,  -- the document number in the index
        id         TEXT NOT NULL,
        state      INTEGER NOT NULL,     -- 0 pending, 1 indexed, 2 superseded, 3 removing
        replaces   INTEGER,              -- row of the version before
        hash       BLOB NOT NULL,        -- content_hash()
        title      TEXT NOT NULL,
        source     INTEGER NOT NULL,     -- codes of names; 0 = absent
        section    INTEGER NOT NULL,
        author     INTEGER NOT NULL,
        language   TEXT NOT NULL,
        url        TEXT NOT NULL,
        published  INTEGER,              -- seconds since 1970, UTC
        date_text  TEXT NOT NULL,        -- the date as it was written
        words      INTEGER NOT NULL,
        first_seen INTEGER NOT NULL,
        added      INTEGER NOT NULL,
        body       BLOB NOT NULL);       -- zstd
      CREATE INDEX articles_by_id ON articles(id);
      CREATE INDEX articles_in_journal ON articles(state) WHERE state IN (0, 3);
      CREATE TABLE inputs(
        number   INTEGER PRIMARY KEY,
        name     TEXT NOT NULL UNIQUE,
        format   TEXT NOT NULL,
        size     INTEGER NOT NULL,
        modified INTEGER NOT NULL,
        articles INTEGER NOT NULL,       -- of its last reading
        rejected INTEGER NOT NULL,
        read_at  INTEGER NOT NULL);
      CREATE TABLE rejected(
        input  INTEGER NOT NULL REFERENCES inputs(number),
        line   INTEGER NOT NULL,
        reason TEXT NOT NULL,
        hint   TEXT NOT NULL);
      CREATE INDEX rejected_by_input ON rejected(input);
      CREATE TABLE runs(
        number INTEGER PRIMARY KEY, command TEXT NOT NULL, started INTEGER NOT NULL,
        seconds REAL NOT NULL, added INTEGER NOT NULL, updated INTEGER NOT NULL,
        unchanged INTEGER NOT NULL, rejected INTEGER NOT NULL);
    )sql",
    R"sql(
      ALTER TABLE articles ADD COLUMN country TEXT NOT NULL DEFAULT '';
      ALTER TABLE articles ADD COLUMN type TEXT NOT NULL DEFAULT '';
      CREATE INDEX articles_with_earlier ON articles(id) WHERE replaces IS NOT NULL;
      CREATE TABLE saved_queries(
        name TEXT PRIMARY KEY, text TEXT NOT NULL, made INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE source_groups(
        name   TEXT NOT NULL,
        source TEXT NOT NULL,            -- as a query would write it
        PRIMARY KEY(name, source)) WITHOUT ROWID;
    )sql",
    // From here on, columns that no index held are stored twice, so that integrity_check finds any
    // change.
    R"sql(
      ALTER TABLE articles ADD COLUMN sum INTEGER;  -- row_sum()
      CREATE INDEX inputs_twice ON inputs(read_at, format, size, modified, articles, rejected);
      CREATE INDEX rejected_twice ON rejected(input, line, reason, hint);
      CREATE INDEX runs_twice ON
        runs(started, command, seconds, added, updated, unchanged, rejected);
      CREATE INDEX saved_queries_twice ON saved_queries(made, text);
      CREATE INDEX source_groups_twice ON source_groups(source);
      CREATE INDEX names_grouped ON names(grouped);
      CREATE INDEX meta_twice ON meta(value);
    )sql",
    // From here on there is a state 4: the last version, and not usable.
    R"sql(
      ALTER TABLE articles ADD COLUMN version INTEGER NOT NULL DEFAULT 0;  -- of the source
      ALTER TABLE articles ADD COLUMN status INTEGER NOT NULL DEFAULT 0;   -- Status
      CREATE TABLE feeds(
        url        TEXT PRIMARY KEY,     -- as users name it
        address    TEXT NOT NULL,        -- where it is asked
        etag       TEXT NOT NULL,
        modified   TEXT NOT NULL,        -- Last-Modified, as its server wrote it
        polled     INTEGER NOT NULL,
        succeeded  INTEGER NOT NULL,
        failures   INTEGER NOT NULL,
        not_before INTEGER NOT NULL,
        gone       INTEGER NOT NULL,
        status     INTEGER NOT NULL,
        problem    TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX feeds_twice ON feeds(address, etag, modified, polled, succeeded, failures,
                                        not_before, gone, status, problem);
      CREATE TABLE origins(              -- of articles whose text was not UTF-8
        row    INTEGER PRIMARY KEY,
        origin INTEGER NOT NULL);        -- TextOrigin
      CREATE INDEX origins_twice ON origins(origin);
    )sql",
    // From here on texts may be compressed with a dictionary.
    R"sql(
      CREATE TABLE dictionaries(
        place  INTEGER PRIMARY KEY,
        number INTEGER NOT NULL,         -- as packed texts name it
        copy   INTEGER NOT NULL,         -- 1, 2
        rows   INTEGER NOT NULL,         -- of articles, when it was made
        sum    INTEGER NOT NULL,         -- ZstdDictionary::sum()
        bytes  BLOB NOT NULL,
        UNIQUE(number, copy));
    )sql",
    // From here on the rows after the number "settled" in meta are pending, not those of a state.
    // So a checkpoint writes one number instead of every row.
    R"sql(
      INSERT INTO meta SELECT 'settled', coalesce(
        (SELECT min(row) - 1 FROM articles WHERE state = 0),
        (SELECT seq FROM sqlite_sequence WHERE name = 'articles'), 0);
      UPDATE articles SET state = CASE status WHEN 0 THEN 1 ELSE 4 END WHERE state = 0;
      DROP INDEX articles_in_journal;  -- SQLite uses a partial index where its words come again
      CREATE INDEX articles_removing ON articles(row) WHERE state = 3;
    )sql",
    // Of before this, no one knows where an article came from, and its topics and page are lost.
    R"sql(
      ALTER TABLE articles ADD COLUMN topics TEXT NOT NULL DEFAULT '';  -- codes of names
      ALTER TABLE articles ADD COLUMN page TEXT NOT NULL DEFAULT '';
      ALTER TABLE articles ADD COLUMN edition TEXT NOT NULL DEFAULT '';
      ALTER TABLE articles ADD COLUMN ocr INTEGER;         -- confidence, 0 to 100
      ALTER TABLE articles ADD COLUMN utc_offset INTEGER;  -- of published, seconds east of UTC
      ALTER TABLE articles ADD COLUMN input INTEGER NOT NULL DEFAULT 0;  -- inputs.number
      ALTER TABLE articles ADD COLUMN line INTEGER NOT NULL DEFAULT 0;   -- in that input, from 1
      ALTER TABLE articles ADD COLUMN run INTEGER NOT NULL DEFAULT 0;    -- runs.number
      ALTER TABLE articles ADD COLUMN replaced_at INTEGER;  -- when the next version was added
      CREATE INDEX articles_replaced ON articles(replaced_at) WHERE replaced_at IS NOT NULL;
      UPDATE articles SET replaced_at =
        (SELECT next.added FROM articles AS next
         WHERE next.id = articles.id AND next.replaces = articles.row) WHERE state = 2;
      CREATE TABLE settings(             -- of the archive: uuid
        name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX settings_twice ON settings(value);
      INSERT INTO settings SELECT 'uuid', lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' ||
        substr(h, 14, 3) || '-a' || substr(h, 18, 3) || '-' || substr(h, 21, 12))
        FROM (SELECT hex(randomblob(16)) AS h);
      INSERT INTO meta SELECT 'run', coalesce(max(number), 0) FROM runs;  -- the last number given
    )sql",
    R"sql(
      CREATE TABLE feed_access(          -- of feeds that are not simply asked
        url           TEXT PRIMARY KEY,
        ca            TEXT NOT NULL,     -- file of an authority; '' = none but the system's
        proxy         TEXT NOT NULL,     -- '' = as the environment says
        allow_private INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX feed_access_twice ON feed_access(ca, proxy, allow_private);
    )sql",
    // The index has several segments from here on. What was the index of a generation is one.
    R"sql(
      CREATE TABLE segments(
        number    INTEGER PRIMARY KEY,   -- of its folder
        first     INTEGER NOT NULL,      -- IndexSegment
        last      INTEGER NOT NULL,
        documents INTEGER NOT NULL);
      CREATE INDEX segments_twice ON segments(first, last, documents);
      INSERT INTO segments
        SELECT generation.value, 1, settled.value,
               (SELECT count(*) FROM articles WHERE state = 1 AND row <= settled.value)
        FROM meta AS generation, meta AS settled
        WHERE generation.key = 'generation' AND settled.key = 'settled' AND generation.value <> 0;
      INSERT INTO meta
        SELECT 'next_segment', coalesce((SELECT max(number) FROM segments), 0) + 1;
    )sql",
    // Rows that segments hold and searches leave out. Of before this, segments held none.
    R"sql(
      CREATE TABLE dead(                 -- DeadRows
        chunk      INTEGER PRIMARY KEY,  -- row / 65536
        superseded BLOB NOT NULL,
        removed    BLOB NOT NULL,
        sum        INTEGER NOT NULL);    -- of all these
      )sql",
    R"sql(
      CREATE TABLE pages(                -- that fetch --full has read
        url      TEXT PRIMARY KEY,
        etag     TEXT NOT NULL,
        modified TEXT NOT NULL,          -- Last-Modified, as its server wrote it
        item     BLOB NOT NULL)          -- content_hash() of what its feed said of it
        WITHOUT ROWID;
      CREATE INDEX pages_twice ON pages(etag, modified, item);
    )sql",
    // For searches of the past.
    R"sql(
      CREATE INDEX articles_added ON articles(added);
    )sql",
    // For what explains a gap of a source. Of before this, nobody knows when a feed failed.
    R"sql(
      CREATE TABLE feed_sources(         -- of the articles that a feed gave
        url    TEXT NOT NULL,
        source TEXT NOT NULL,
        PRIMARY KEY(url, source)) WITHOUT ROWID;
      CREATE TABLE feed_failures(        -- that are over
        url     TEXT NOT NULL,
        begin   INTEGER NOT NULL,        -- when it last succeeded before
        ended   INTEGER NOT NULL,
        problem TEXT NOT NULL,           -- of the last time
        PRIMARY KEY(url, begin)) WITHOUT ROWID;
      CREATE INDEX feed_sources_twice ON feed_sources(source);
      CREATE INDEX feed_failures_twice ON feed_failures(ended, problem);
    )sql",
    // ArticleIds. One index of all ids was changed at random places by every addition.
    R"sql(
      CREATE TABLE ids(
        segment INTEGER NOT NULL,        -- segments.number
        id      TEXT NOT NULL,
        row     INTEGER NOT NULL,
        PRIMARY KEY(segment, id, row)) WITHOUT ROWID;
      INSERT INTO ids
        SELECT segments.number, articles.id, articles.row
        FROM segments CROSS JOIN articles ON articles.row BETWEEN segments.first AND segments.last
        WHERE +articles.status = 0 ORDER BY segments.number, articles.id, articles.row;
      DROP INDEX articles_by_id;
      CREATE INDEX articles_not_usable ON articles(id) WHERE status <> 0;
    )sql",
};
constexpr int kTables = static_cast<int>(std::size(kMigrations));
constexpr int kWithSums = 3;  // the first tables that keep row_sum()

/// A script without comments and indentation. SQLite keeps the text that made a table, and all of
/// them together shall fit into one page: damage to another would hide every table.
std::string compact(std::string_view script) {
  std::string text;
  while (!script.empty()) {
    std::string_view line = script.substr(0, script.find('\n'));
    script.remove_prefix(std::min(line.size() + 1, script.size()));
    line = line.substr(0, line.find("--"));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    text.append(line.substr(0, line.find_last_not_of(' ') + 1)).append("\n");
  }
  return text;
}

}  // namespace

void CatalogDatabase::migrate(bool write, bool must_fit) {
  const int version = db.execAndGet("PRAGMA user_version").getInt();
  if (version > kTables)
    throw Error(fmt::format("the catalog has tables of version {}, this program knows {}", version,
                            kTables),
                "use the newer dateline this archive was made with");
  if (version == kTables) return;
  if (version != 0 && must_fit) check_versions();  // before any change
  if (!write && version == 0)                      // just created, or left by a run that died
    throw Error("there is nothing in the archive yet", "fill it with: dateline-indexer add PATH");
  if (!write)
    throw Error(fmt::format("the catalog has tables of version {}, this program reads {}", version,
                            kTables),
                "run: dateline-indexer rebuild");
  make_tables();
}

void CatalogDatabase::make_tables() {
  SQLite::Transaction change(db, SQLite::TransactionBehavior::IMMEDIATE);
  const int before = db.execAndGet("PRAGMA user_version").getInt();  // another may have been first
  if (before == kTables) return;
  for (int v = before; v < kTables; ++v) db.exec(compact(kMigrations[v]));
  if (before < kWithSums) add_sums();
  db.exec(fmt::format("PRAGMA user_version = {}", kTables));
  if (before == 0) {
    set_versions();
    set_meta("generation", 0);
  }
  change.commit();
}

/// Adds the checksums that older tables lack, of the rows as they are now.
void CatalogDatabase::add_sums() {
  std::vector<std::int64_t> rows;
  for (SQLite::Statement each(db, "SELECT row FROM articles"); each.executeStep();)
    rows.push_back(each.getColumn(0).getInt64());
  SQLite::Statement read(
      db, fmt::format("SELECT {}, sum FROM articles WHERE row = ?", kArticleColumns));
  SQLite::Statement update(db, "UPDATE articles SET sum = ? WHERE row = ?");
  const auto no_group = [](schema::FieldId, std::uint32_t code) { return NameCode{code, 0}; };
  const auto no_name = [](schema::FieldId, std::uint32_t) { return std::string(); };
  const auto no_dictionary = [](std::uint32_t) { return nullptr; };
  for (const std::int64_t row : rows) {
    std::string damage;  // damage is kept as it is
    read.bind(1, row);
    read.executeStep();
    update.bind(1, row_sum(read_article(read, no_group, no_name, no_dictionary, damage)));
    update.bind(2, row);
    update.exec();
    read.reset();
    update.reset();
  }
}

void CatalogDatabase::set_versions() {
  set_meta("format", schema::kFormatVersion);
  set_meta("analysis", schema::kAnalysisVersion);
  set_meta("draft", schema::kDraft);
}

void CatalogDatabase::check_versions() const {
  const std::int64_t format = meta("format"), analysis = meta("analysis"), draft = meta("draft");
  constexpr const char* kHint = "run: dateline-indexer rebuild";
  if (format != schema::kFormatVersion || analysis != schema::kAnalysisVersion)
    throw Error(
        fmt::format("the index was written as format {}, analysis {}; this program uses {} and {}",
                    format, analysis, schema::kFormatVersion, schema::kAnalysisVersion),
        kHint);
  if (draft != schema::kDraft)
    throw Error(fmt::format("the index was written as draft {} of format {}; this program uses {}",
                            draft, format, schema::kDraft),
                kHint);
}
}  // namespace dateline
