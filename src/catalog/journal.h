// SPDX-License-Identifier: GPL-2.0-or-later
// Journal: the difference between the catalog and the index. Articles are pending from their
// insertion, and removed ones are marked, until a checkpoint says that the index has followed. Part
// of a Catalog, which returns it. A writer that opens an archive completes the journal.
#pragma once

#include <cstdint>
#include <vector>

#include "stored_article.h"

namespace dateline {

class CatalogDatabase;

class Journal {
 public:
  explicit Journal(CatalogDatabase& database) : database_(database) {}

  /// Rows inserted since the last checkpoint, oldest first. The usable ones go into the index.
  std::vector<Row> pending() const;
  /// Rows marked as removed. They leave the index.
  std::vector<Row> removing() const;
  /// How many rows are pending, and how many are marked as removed. Cheap.
  std::uint64_t count_pending() const;
  std::uint64_t count_removing() const;
  /// Rows that the pending ones replace. They leave the index.
  std::vector<Row> replaced_by_pending() const;
  /// Rows that the index holds after the next checkpoint, ascending.
  std::vector<Row> rows_to_hold() const;

  /// Call it within a transaction of the catalog.
  void mark_removing(Row row);
  /// Records in one transaction that the index is `generation`, written by this program's versions,
  /// and holds rows_to_hold(). No row is pending after it.
  void checkpoint(std::uint64_t generation);

 private:
  CatalogDatabase& database_;
};

}  // namespace dateline
