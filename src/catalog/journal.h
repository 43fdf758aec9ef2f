// SPDX-License-Identifier: GPL-2.0-or-later
// Journal: the difference between the catalog and the index. Articles are pending from their
// insertion, and removed ones are marked, until a checkpoint says that the index has followed. Part
// of a Catalog, which returns it. A writer that opens an archive completes the journal.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "dead_rows.h"
#include "index_segment.h"
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
  /// Rows that pending ones replace.
  std::vector<Row> replaced_by_pending() const;
  /// Rows that die at the next checkpoint: removed and replaced ones, pending ones among them. Not
  /// those that no index holds, for they are not usable.
  DeadRows dying() const;
  /// The rows that are superseded after the next checkpoint and are usable, ascending.
  std::vector<Row> superseded() const;
  /// What the index holds after the next checkpoint, superseded rows among them, ascending; of all,
  /// or from `first` to `last`.
  std::vector<Row> rows_to_hold(Row first = 0, Row last = std::numeric_limits<Row>::max()) const;

  /// Call it within a transaction of the catalog.
  void mark_removing(Row row);
  /// A number for a segment, `after` numbers that are given but not yet named by a checkpoint.
  std::uint64_t next_segment(std::uint64_t after) const;
  /// Whether superseded rows stay in the catalog.
  enum class Versions { kept, forgotten };
  /// In one transaction, with what has begun in one: the index is now these segments, written by
  /// this program's versions, and holds rows_to_hold() and what is dead. Nothing is pending after
  /// it.
  void checkpoint(const std::vector<IndexSegment>& segments, const DeadRows& dead,
                  Versions versions = Versions::kept);

 private:
  void remove_dead_articles(Versions versions);

  CatalogDatabase& database_;
};

}  // namespace dateline
