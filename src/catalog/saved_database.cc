// SPDX-License-Identifier: GPL-2.0-or-later
#include "saved_database.h"

#include <fmt/format.h>

#include "error.h"
#include "system/saved_files.h"

namespace dateline {
namespace {

namespace fs = std::filesystem;

// The tables of saved.db. Columns that no index holds are stored twice, so that SQLite's own check
// finds any change.
constexpr const char* kSavedScript = R"sql(
  CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX meta_twice ON meta(value);
  CREATE TABLE saved_queries(
    name TEXT PRIMARY KEY, text TEXT NOT NULL, made INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX saved_queries_twice ON saved_queries(made, text);
  CREATE TABLE source_groups(
    name   TEXT NOT NULL,
    source TEXT NOT NULL,              -- as a query would write it
    PRIMARY KEY(name, source)) WITHOUT ROWID;
  CREATE INDEX source_groups_twice ON source_groups(source);
  CREATE TABLE alerts(
    name          TEXT PRIMARY KEY,    -- of its saved query
    off           INTEGER NOT NULL,
    per_story     INTEGER NOT NULL,
    every_version INTEGER NOT NULL,
    at_most       INTEGER NOT NULL,    -- hits a day; 0 = any number
    timezone      TEXT NOT NULL,
    quiet_from    INTEGER NOT NULL,    -- minutes of its day; both the same: no quiet hours
    quiet_to      INTEGER NOT NULL,
    feed          INTEGER NOT NULL,
    mail          TEXT NOT NULL,
    webhook       TEXT NOT NULL,
    command       TEXT NOT NULL,
    smtp          TEXT NOT NULL,       -- of mail; '' = as the environment says
    mail_from     TEXT NOT NULL,
    secret        TEXT NOT NULL,       -- of its feed's address, and the key that signs webhooks
    made          INTEGER NOT NULL,
    last_row      INTEGER NOT NULL,    -- what arrived after this row is new
    last_run      INTEGER NOT NULL,
    problem       TEXT NOT NULL) WITHOUT ROWID;  -- of its last search
  CREATE INDEX alerts_twice ON alerts(last_row, problem, off, per_story, every_version, at_most, timezone,
    quiet_from, quiet_to, feed, mail, webhook, command, smtp, mail_from, secret, made, last_run);
  CREATE TABLE alert_texts(
    number INTEGER PRIMARY KEY,
    text   TEXT NOT NULL,              -- the query as it was
    engine TEXT NOT NULL,              -- the version that read it
    UNIQUE(text, engine));
  CREATE TABLE alert_hits(
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    alert   TEXT NOT NULL,
    row     INTEGER NOT NULL,          -- the version that was found
    article TEXT NOT NULL,             -- its id
    text    INTEGER NOT NULL REFERENCES alert_texts(number),
    found   INTEGER NOT NULL,
    held    INTEGER NOT NULL,          -- the day whose digest it waits for; 0 = none
    batch   INTEGER NOT NULL,          -- with which it is told; 0 = it waits
    UNIQUE(alert, row));
  CREATE INDEX alert_hits_by_article ON alert_hits(alert, article);
  CREATE INDEX alert_hits_waiting ON alert_hits(batch, alert, number);
  CREATE INDEX alert_hits_twice ON alert_hits(found, held, text);
  CREATE TABLE alert_batches(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    alert  TEXT NOT NULL,
    digest INTEGER NOT NULL,
    made   INTEGER NOT NULL);
  CREATE INDEX alert_batches_twice ON alert_batches(alert, made, digest);
  CREATE TABLE alert_deliveries(
    batch      INTEGER NOT NULL REFERENCES alert_batches(number),
    channel    INTEGER NOT NULL,       -- AlertDelivery::Channel
    state      INTEGER NOT NULL,       -- AlertDelivery::State
    attempts   INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    ended      INTEGER NOT NULL,
    problem    TEXT NOT NULL,          -- of the last attempt
    PRIMARY KEY(batch, channel)) WITHOUT ROWID;
  CREATE INDEX alert_deliveries_twice ON alert_deliveries(state, not_before, attempts, ended,
    problem);
)sql";

int tables_of(SQLite::Database& db) { return db.execAndGet("PRAGMA user_version").getInt(); }

void check_tables(int version) {
  if (version > kSavedTables)
    throw Error(fmt::format("saved.db has tables of version {}, this program knows {}", version,
                            kSavedTables),
                "use the newer dateline this archive was made with");
}

constexpr const char* kSynchronous = "PRAGMA synchronous = FULL";

/// Copies the rows of a table of the catalog.
void copy_rows(CatalogDatabase& catalog, SQLite::Database& saved, const char* table,
               const char* columns, int count) {
  SQLite::Statement read(catalog.db, fmt::format("SELECT {} FROM {}", columns, table));
  SQLite::Statement insert(saved, fmt::format("INSERT INTO {}({}) VALUES(?, ?{})", table, columns,
                                              count == 3 ? ", ?" : ""));
  while (read.executeStep()) {
    insert.bind(1, read.getColumn(0).getString());
    insert.bind(2, read.getColumn(1).getString());
    if (count == 3) insert.bind(3, read.getColumn(2).getInt64());
    insert.exec();
    insert.reset();
  }
}

}  // namespace

std::int64_t data_version_of(const CatalogDatabase& database) {
  Use query(database.prepare("PRAGMA data_version"));
  query->executeStep();
  return query->getColumn(0).getInt64();
}

void make_saved_tables(SQLite::Database& db) { db.exec(kSavedScript); }

CatalogDatabase* SavedDatabase::if_made() const {
  if (saved_) return saved_.get();
  std::error_code absent;
  if (!fs::exists(saved_file(folder_), absent)) return nullptr;
  auto opened = std::make_unique<CatalogDatabase>(open_saved(folder_, false));
  const int version = tables_of(opened->db);
  check_tables(version);
  if (version == 0) return nullptr;  // a process that was making it died
  opened->db.exec(kSynchronous);
  saved_ = std::move(opened);
  if (pinned_) saved_->pin();
  return saved_.get();
}

CatalogDatabase& SavedDatabase::to_read() const {
  CatalogDatabase* const made = if_made();
  return made != nullptr ? *made : catalog_;
}

CatalogDatabase& SavedDatabase::to_write() {
  if (if_made() == nullptr) make();
  return *saved_;
}

void SavedDatabase::make() {
  auto made = std::make_unique<CatalogDatabase>(open_saved(folder_, true));
  made->db.exec(kSynchronous);
  SQLite::Transaction change(made->db, SQLite::TransactionBehavior::IMMEDIATE);
  const int version = tables_of(made->db);  // another may have been first
  check_tables(version);
  if (version == 0) {
    make_saved_tables(made->db);
    copy_rows(catalog_, made->db, "saved_queries", "name, text, made", 3);
    copy_rows(catalog_, made->db, "source_groups", "name, source", 2);
    made->db.exec(fmt::format("PRAGMA user_version = {}", kSavedTables));
  }
  change.commit();
  saved_ = std::move(made);
}

void SavedDatabase::pin() {
  pinned_ = true;
  if (saved_) saved_->pin();
}

void SavedDatabase::unpin() {
  pinned_ = false;
  if (saved_) saved_->end();
}

std::int64_t SavedDatabase::data_version() const {
  const CatalogDatabase* const made = if_made();
  return made == nullptr ? 0 : data_version_of(*made);
}

}  // namespace dateline
