// SPDX-License-Identifier: GPL-2.0-or-later
#include "article_ids.h"

#include <fmt/format.h>

#include <functional>
#include <set>

#include "catalog_database.h"

namespace dateline {
namespace {

/// What the table holds. The + prevents an index that SQLite would make for it.
constexpr const char* kIdsOfSegments =
    "SELECT segments.number, articles.id, articles.row FROM segments CROSS JOIN articles"
    " ON articles.row BETWEEN segments.first AND segments.last WHERE +articles.status = 0";
constexpr const char* kInOrder = " ORDER BY segments.number, articles.id, articles.row";

}  // namespace

std::string ArticleIds::rows_of(std::string_view ids) {
  return fmt::format(
      "SELECT ids.row FROM segments CROSS JOIN ids"
      " ON ids.segment = segments.number AND ids.id IN ({0})"
      " UNION ALL SELECT row FROM articles WHERE status <> 0 AND id IN ({0})",
      ids);
}

std::string ArticleIds::twin() {
  return fmt::format(
      "CASE WHEN articles.status <> 0 THEN EXISTS(SELECT 1 FROM articles AS twin"
      " INDEXED BY articles_not_usable WHERE twin.status <> 0 AND twin.id = articles.id"
      " AND twin.row = articles.row)"
      " ELSE articles.row > {} OR EXISTS(SELECT 1 FROM segments CROSS JOIN ids"
      " ON ids.segment = segments.number AND ids.id = articles.id AND ids.row = articles.row"
      " WHERE articles.row BETWEEN segments.first AND segments.last) END",
      kCheckpoint);
}

std::vector<Row> ArticleIds::rows(std::string_view id) const {
  std::vector<Row> rows;
  {
    static const std::string kRows = rows_of("?1");
    Use query(database_.prepare(kRows));
    query->bind(1, std::string(id));
    while (query->executeStep()) rows.push_back(query->getColumn(0).getUInt());
  }
  const auto [begin, end] = pending_.equal_range(std::hash<std::string_view>()(id));
  for (auto pending = begin; pending != end; ++pending) {
    Use query(database_.prepare("SELECT 1 FROM articles WHERE row = ? AND id = ? AND status = 0"));
    query->bind(1, pending->second);
    query->bind(2, std::string(id));
    if (query->executeStep()) rows.push_back(pending->second);
  }
  return rows;
}

void ArticleIds::add_pending(const std::string& id, Row row) {
  pending_.emplace(std::hash<std::string_view>()(id), row);
}

void ArticleIds::remove(const std::vector<Row>& rows) {
  Use remove(
      database_.prepare("DELETE FROM ids WHERE row = ?1"
                        " AND segment = (SELECT number FROM segments WHERE ?1 BETWEEN first AND"
                        " last) AND id = (SELECT id FROM articles WHERE articles.row = ?1)"));
  for (const Row row : rows) {
    remove->reset();
    remove->bind(1, row);
    remove->exec();
  }
}

void ArticleIds::follow(const std::vector<IndexSegment>& segments) {
  pending_.clear();
  std::set<std::int64_t> old;
  {
    Use query(database_.prepare("SELECT number FROM segments"));
    while (query->executeStep()) old.insert(query->getColumn(0).getInt64());
  }
  Use insert(
      database_.prepare("INSERT INTO ids(segment, id, row) SELECT ?, id, row FROM articles"
                        " WHERE row BETWEEN ? AND ? AND +status = 0 ORDER BY id, row"));
  for (const IndexSegment& segment : segments) {
    const auto number = static_cast<std::int64_t>(segment.number);
    if (old.erase(number) != 0) continue;
    insert->reset();
    insert->bind(1, number);
    insert->bind(2, segment.first);
    insert->bind(3, segment.last);
    insert->exec();
  }
  Use forget(database_.prepare("DELETE FROM ids WHERE segment = ?"));
  for (const std::int64_t number : old) {
    forget->reset();
    forget->bind(1, number);
    forget->exec();
  }
}

void ArticleIds::fill(SQLite::Database& db) {
  db.exec(fmt::format("INSERT INTO ids(segment, id, row) {}{}", kIdsOfSegments, kInOrder));
}

bool ArticleIds::right() const {
  // As many, and each of them: so no others.
  Use query(database_.prepare(
      fmt::format("SELECT (SELECT count(*) FROM ids) = (SELECT count(*) FROM ({0})) AND NOT EXISTS"
                  " (SELECT 1 FROM ({0}) AS held WHERE NOT EXISTS (SELECT 1 FROM ids"
                  " WHERE ids.segment = held.number AND ids.id = held.id AND ids.row = held.row))",
                  kIdsOfSegments)));
  query->executeStep();
  return query->getColumn(0).getInt() != 0;
}

}  // namespace dateline
