// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalog_database.h"

#include <fmt/format.h>

#include "error.h"

namespace dateline {

SQLite::Statement& CatalogDatabase::prepare(const std::string& sql) const {
  auto found = statements_.find(sql);
  if (found == statements_.end())
    found = statements_
                .emplace(std::piecewise_construct, std::forward_as_tuple(sql),
                         std::forward_as_tuple(db, sql))
                .first;
  return found->second;
}

void CatalogDatabase::begin() { transaction_.emplace(db, SQLite::TransactionBehavior::IMMEDIATE); }

void CatalogDatabase::commit() {
  transaction_->commit();
  transaction_.reset();
}

void CatalogDatabase::pin() {
  transaction_.emplace(db, SQLite::TransactionBehavior::DEFERRED);
  meta("generation");  // the first read of a transaction fixes what it sees
}

void CatalogDatabase::require_sound(const char* table) const {
  Use check(prepare(fmt::format("PRAGMA integrity_check({})", table)));
  if (!check->executeStep() || check->getColumn(0).getString() == "ok") return;
  throw Error(fmt::format("the catalog's table {} is damaged", table),
              "run: dateline-indexer repair");
}

std::int64_t CatalogDatabase::meta(const std::string& key) const {
  Use query(prepare("SELECT value FROM meta WHERE key = ?"));
  query->bind(1, key);
  return query->executeStep() ? query->getColumn(0).getInt64() : 0;
}

void CatalogDatabase::set_meta(const std::string& key, std::int64_t value) {
  Use insert(prepare("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)"));
  insert->bind(1, key);
  insert->bind(2, value);
  insert->exec();
}

void CatalogDatabase::forget_meta(const std::string& key) {
  Use forget(prepare("DELETE FROM meta WHERE key = ?"));
  forget->bind(1, key);
  forget->exec();
}

Row CatalogDatabase::next_row() const {
  Use query(prepare("SELECT seq FROM sqlite_sequence WHERE name = 'articles'"));
  return query->executeStep() ? query->getColumn(0).getUInt() + 1 : 1;
}

}  // namespace dateline
