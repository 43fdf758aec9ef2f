// SPDX-License-Identifier: GPL-2.0-or-later
// ArticleIds: which rows have an id. The table ids holds the usable rows of each segment of the
// index in the order of their ids, so that an addition writes its own and no others, and a merge
// writes those of its segments anew. Rows that are not usable have an index of their own, and
// pending ones are remembered until the checkpoint. Part of a CatalogDatabase. It decides nothing
// about states.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index_segment.h"
#include "stored_article.h"

namespace dateline {

class CatalogDatabase;

class ArticleIds {
 public:
  explicit ArticleIds(CatalogDatabase& database) : database_(database) {}

  /// The rows that have the id, in no order.
  std::vector<Row> rows(std::string_view id) const;
  /// SQL for the rows that have any of the ids that `ids` is SQL for, without usable pending ones.
  static std::string rows_of(std::string_view ids);
  /// SQL for whether the row of the table articles has its id in the other place, too. Usable
  /// pending rows have none.
  static std::string twin();

  // Within a transaction:
  void add_pending(const std::string& id, Row row);
  /// Before `rows` leave the table articles.
  void remove(const std::vector<Row>& rows);
  /// Before the table segments becomes these. Nothing is pending any more.
  void follow(const std::vector<IndexSegment>& segments);
  /// Fills the table ids of a catalog that has articles and segments.
  static void fill(SQLite::Database& db);
  /// Whether the table holds what the articles say.
  bool right() const;

 private:
  CatalogDatabase& database_;
  std::unordered_multimap<std::size_t, Row> pending_;  // by the hash of the id
};

}  // namespace dateline
