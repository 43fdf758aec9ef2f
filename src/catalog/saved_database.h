// SPDX-License-Identifier: GPL-2.0-or-later
// SavedDatabase: saved.db, what users saved: queries, groups of sources, alerts and what those
// found. A file of its own, so that a process may write it while another holds the writer's lock.
// The stores QueryStore and AlertStore share one. Archives of earlier versions keep queries and
// groups in the catalog; they are read there until the first change makes the file. Only
// src/catalog and src/saved include it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "catalog_database.h"

namespace dateline {

/// Opens saved.db of an archive, which exists or is to be written. Throws Error.
SQLite::Database open_saved(const std::filesystem::path& folder, bool write);

/// The version of its tables: its user_version.
inline constexpr int kSavedTables = 1;

/// Makes the tables of an empty saved.db.
void make_saved_tables(SQLite::Database& db);

/// A number that changes when another connection changes the database.
std::int64_t data_version_of(const CatalogDatabase& database);

class SavedDatabase {
 public:
  SavedDatabase(CatalogDatabase& catalog, std::filesystem::path folder)
      : catalog_(catalog), folder_(std::move(folder)) {}

  /// saved.db; null where there is none yet.
  CatalogDatabase* if_made() const;
  /// saved.db, or where there is none yet the catalog, whose tables of queries count until then.
  CatalogDatabase& to_read() const;
  /// saved.db, made in one transaction with what the catalog holds of it.
  CatalogDatabase& to_write();

  void pin();
  void unpin();
  std::int64_t data_version() const;

 private:
  void make();

  CatalogDatabase& catalog_;
  const std::filesystem::path folder_;
  bool pinned_ = false;
  mutable std::unique_ptr<CatalogDatabase> saved_;
};

}  // namespace dateline
