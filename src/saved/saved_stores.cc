// SPDX-License-Identifier: GPL-2.0-or-later
#include "saved_stores.h"

#include <SQLiteCpp/Backup.h>
#include <fmt/format.h>

#include <iterator>

#include "catalog/catalog_database.h"
#include "catalog/saved_database.h"
#include "error.h"
#include "system/saved_files.h"

namespace dateline {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTables[] = {"meta",          "saved_queries",   "source_groups",
                                   "alerts",        "alert_texts",     "alert_hits",
                                   "alert_batches", "alert_deliveries"};

bool is_there(const fs::path& folder) {
  std::error_code absent;
  const auto size = fs::file_size(saved_file(folder), absent);
  return !absent && size != 0;
}

/// Copies rows until one cannot be read. False: there was such a row.
bool salvage_rows(SQLite::Database& from, SQLite::Database& to, const std::string& select,
                  const char* table) {
  try {
    SQLite::Statement read(from, select);
    std::string places = "?";
    for (int i = 1; i < read.getColumnCount(); ++i) places += ", ?";
    SQLite::Statement insert(to, fmt::format("INSERT OR IGNORE INTO {} VALUES({})", table, places));
    while (read.executeStep()) {
      for (int i = 0; i < read.getColumnCount(); ++i) {
        const SQLite::Column column = read.getColumn(i);
        if (column.isInteger())
          insert.bind(i + 1, column.getInt64());
        else
          insert.bind(i + 1, column.getString());
      }
      try {
        insert.exec();
      } catch (const SQLite::Exception&) {
        // A value that the table refuses is damage: the row is left out.
      }
      insert.reset();
    }
    return true;
  } catch (const SQLite::Exception&) {
    return false;
  }
}

bool is_sound(SQLite::Database& db, const char* table) {
  try {
    return db.execAndGet(fmt::format("PRAGMA integrity_check({})", table)).getString() == "ok";
  } catch (const SQLite::Exception&) {
    return false;
  }
}

}  // namespace

struct SavedStores::State {
  explicit State(const std::filesystem::path& folder)
      : catalog(open_catalog(folder, Catalog::Mode::read)), saved(catalog, folder) {
    catalog.migrate(false, true);
  }
  CatalogDatabase catalog;
  SavedDatabase saved;
  QueryStore queries{saved};
  AlertStore alerts{saved};
};

SavedStores::SavedStores(const std::filesystem::path& folder)
    : state_(std::make_unique<State>(folder)) {}
SavedStores::~SavedStores() = default;

QueryStore& SavedStores::queries() { return state_->queries; }
const QueryStore& SavedStores::queries() const { return state_->queries; }
AlertStore& SavedStores::alerts() { return state_->alerts; }
const AlertStore& SavedStores::alerts() const { return state_->alerts; }

std::vector<std::string> check_saved(const fs::path& folder) {
  if (!is_there(folder)) return {};
  std::vector<std::string> wrong;
  try {
    SQLite::Database db = open_saved(folder, false);
    const int version = db.execAndGet("PRAGMA user_version").getInt();
    if (version == 0) return {};  // a process that was making it died
    if (version != kSavedTables)
      return {fmt::format("saved.db has tables of version {}, this program knows {}", version,
                          kSavedTables)};
    SQLite::Statement check(db, "PRAGMA integrity_check(20)");
    while (check.executeStep())
      if (const std::string found = check.getColumn(0).getString(); found != "ok")
        wrong.push_back("saved.db: " + found);
  } catch (const SQLite::Exception& e) {
    wrong.push_back(fmt::format("saved.db cannot be read: {}", e.what()));
  }
  return wrong;
}

void copy_saved(const fs::path& folder, const fs::path& to) {
  if (!is_there(folder)) return;
  SQLite::Database from = open_saved(folder, false);
  SQLite::Database copy(saved_file(to).string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  SQLite::Backup(copy, from).executeStep();
}

std::vector<std::string> salvage_saved(const fs::path& damaged, const fs::path& made) {
  SQLite::Database fresh = open_saved(made, true);
  std::vector<std::string> incomplete;
  SQLite::Transaction all(fresh, SQLite::TransactionBehavior::IMMEDIATE);
  make_saved_tables(fresh);
  try {
    SQLite::Database old(saved_file(damaged).string(), SQLite::OPEN_READWRITE);
    for (const char* table : kTables) {
      const bool sound = is_sound(old, table);
      const std::string forward = fmt::format("SELECT * FROM {}", table);
      if (!salvage_rows(old, fresh, forward + " NOT INDEXED ORDER BY 1", table))
        salvage_rows(old, fresh, forward + " NOT INDEXED ORDER BY 1 DESC", table);
      if (!sound) incomplete.emplace_back(table);
    }
  } catch (const SQLite::Exception&) {
    incomplete.assign(std::begin(kTables), std::end(kTables));
  }
  fresh.exec(fmt::format("PRAGMA user_version = {}", kSavedTables));
  all.commit();
  fresh.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  return incomplete;
}

void move_saved(const fs::path& folder) {
  CatalogDatabase catalog(open_catalog(folder, Catalog::Mode::write));
  const char* const holds =
      "SELECT exists(SELECT 1 FROM saved_queries) OR exists(SELECT 1 FROM source_groups)";
  if (catalog.db.execAndGet(holds).getInt() == 0) return;
  SavedDatabase(catalog, folder).to_write();
  catalog.begin();
  catalog.db.exec("DELETE FROM saved_queries; DELETE FROM source_groups");
  catalog.commit();
}

}  // namespace dateline
