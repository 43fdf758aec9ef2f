// SPDX-License-Identifier: GPL-2.0-or-later
// Journal: the difference between the catalog and the index. Articles are pending from their
// insertion, and removed ones are marked, until a checkpoint says that the index has followed. Part
// of a Catalog, which hands it out. A writer that opens an archive completes what the journal
// holds.
#pragma once

#include <cstdint>
#include <vector>

#include "stored_article.h"

namespace dateline {

class CatalogDatabase;

class Journal {
 public:
  explicit Journal(CatalogDatabase& database) : database_(database) {}

  /// Rows inserted since the last checkpoint, oldest first. The index takes in the usable ones.
  std::vector<Row> pending() const;
  /// Rows marked as removed. The index lets them go.
  std::vector<Row> removing() const;
  /// Rows that leave the index when everything pending is in it.
  std::vector<Row> replaced_by_pending() const;
  /// What the index holds after the next checkpoint, ascending.
  std::vector<Row> rows_to_hold() const;

  /// Within a transaction of the catalog.
  void mark_removing(Row row);
  /// In one transaction: the index is now `generation`, written by this program's versions, and
  /// holds rows_to_hold(). Nothing is pending after it.
  void checkpoint(std::uint64_t generation);

 private:
  CatalogDatabase& database_;
};

}  // namespace dateline
