// SPDX-License-Identifier: GPL-2.0-or-later
// CatalogDatabase: the open catalog.db, its prepared statements, its transaction and the version of
// its tables. The stores of a Catalog share one. Only src/catalog includes it.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "article_ids.h"
#include "catalog.h"

namespace dateline {

/// Opens catalog.db of an archive. Throws Error when it cannot be opened.
SQLite::Database open_catalog(const std::filesystem::path& folder, Catalog::Mode mode);

/// The key of the last checkpoint in the table meta, as it is on disk.
inline constexpr const char* kCheckpointKey = "settled";
/// SQL for the last row of the last checkpoint: rows after it are pending.
inline constexpr const char* kCheckpoint =
    "coalesce((SELECT value FROM meta WHERE key = 'settled'), 9223372036854775807)";

/// SQL for when the next version of a row of articles was added.
inline constexpr const char* kReplacedAt =
    " (SELECT next.added FROM articles AS next"
    " WHERE next.id = articles.id AND next.replaces = articles.row)";

class CatalogDatabase {
 public:
  explicit CatalogDatabase(SQLite::Database&& opened) : db(std::move(opened)) {}

  SQLite::Database db;
  ArticleIds ids{*this};

  /// A statement ready to bind. Use closes its cursor, so that no read stays open.
  SQLite::Statement& prepare(const std::string& sql) const;
  void begin();
  void commit();
  bool in_transaction() const { return transaction_.has_value(); }
  /// From now on all reads see the catalog of this moment.
  void pin();
  /// Rolls back, or ends the pinned state.
  void end() { transaction_.reset(); }

  /// Throws Error where a table and its indexes, which hold all of it twice, differ. For tables of
  /// which everything is shown, and that are small.
  void require_sound(const char* table) const;

  std::int64_t meta(const std::string& key) const;
  void set_meta(const std::string& key, std::int64_t value);
  void forget_meta(const std::string& key);
  Row next_row() const;  // one more than any row ever used

  /// Upgrades older tables if `write`. `must_fit` says that an index of other versions is an error.
  void migrate(bool write, bool must_fit);
  void check_versions() const;
  /// The index is written by this program's versions.
  void set_versions();

 private:
  void make_tables();
  void add_sums();

  mutable std::map<std::string, SQLite::Statement> statements_;  // by SQL, prepared once
  std::optional<SQLite::Transaction> transaction_;
};

/// A statement during one use. It is reset before and after.
class Use {
 public:
  explicit Use(SQLite::Statement& statement) : statement_(statement) { statement_.tryReset(); }
  ~Use() { statement_.tryReset(); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  SQLite::Statement* operator->() { return &statement_; }
  SQLite::Statement& operator*() { return statement_; }

 private:
  SQLite::Statement& statement_;
};

}  // namespace dateline
