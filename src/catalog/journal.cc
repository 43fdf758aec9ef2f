// SPDX-License-Identifier: GPL-2.0-or-later
#include "journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "catalog_database.h"
#include "schema.h"

namespace dateline {
namespace {

std::vector<Row> rows_of(SQLite::Statement& statement) {
  Use query(statement);
  std::vector<Row> rows;
  while (query->executeStep()) rows.push_back(query->getColumn(0).getUInt());
  return rows;
}

/// SQL for the rows that pending ones replace. It uses the index of articles with an earlier
/// version, which are few. The + prevents a search by pending rows, which may be all.
std::string replaced() {
  return fmt::format("SELECT replaces FROM articles WHERE replaces IS NOT NULL AND +row > {}",
                     kCheckpoint);
}

constexpr const char* kRemovedIds = "SELECT id FROM articles WHERE state = 3";

/// SQL for the rows of removed articles, all versions of each.
std::string removed() {
  return ArticleIds::rows_of(kRemovedIds) + " UNION ALL SELECT row FROM articles WHERE state = 3";
}

}  // namespace

void Journal::mark_removing(Row row) {
  Use update(database_.prepare("UPDATE articles SET state = 3 WHERE row = ?"));
  update->bind(1, row);
  update->exec();
}

std::vector<Row> Journal::pending() const {
  return rows_of(database_.prepare(
      fmt::format("SELECT row FROM articles WHERE row > {} ORDER BY row", kCheckpoint)));
}
std::vector<Row> Journal::removing() const {
  return rows_of(database_.prepare("SELECT row FROM articles WHERE state = 3 ORDER BY row"));
}

std::uint64_t Journal::count_pending() const {
  // Rows are numbered one after the other, and none leaves before the checkpoint after it.
  const std::int64_t last = static_cast<std::int64_t>(database_.next_row()) - 1;
  Use query(database_.prepare(fmt::format("SELECT max(0, ? - {})", kCheckpoint)));
  query->bind(1, last);
  query->executeStep();
  return static_cast<std::uint64_t>(query->getColumn(0).getInt64());
}

std::uint64_t Journal::count_removing() const {
  Use query(database_.prepare("SELECT count(*) FROM articles WHERE state = 3"));
  query->executeStep();
  return static_cast<std::uint64_t>(query->getColumn(0).getInt64());
}

std::vector<Row> Journal::replaced_by_pending() const {
  return rows_of(database_.prepare(replaced() + " ORDER BY replaces"));
}

DeadRows Journal::dying() const {
  DeadRows dying;
  dying.removed = rows_of(
      database_.prepare(fmt::format("SELECT row FROM articles WHERE row IN ({}) AND status = 0 AND"
                                    " (state IN (2, 3) OR row IN ({})) ORDER BY row",
                                    removed(), replaced())));
  dying.superseded = without(
      rows_of(database_.prepare(fmt::format(
          "SELECT row FROM articles WHERE row IN ({}) AND state = 1 AND status = 0 ORDER BY row",
          replaced()))),
      dying.removed);
  return dying;
}

std::vector<Row> Journal::superseded() const {
  return rows_of(
      database_.prepare(fmt::format("SELECT row FROM articles WHERE status = 0 AND (state = 2 OR"
                                    " (state = 1 AND row IN ({}))) AND id NOT IN ({}) ORDER BY row",
                                    replaced(), kRemovedIds)));
}

std::vector<Row> Journal::rows_to_hold(Row first, Row last) const {
  SQLite::Statement& query = database_.prepare(
      fmt::format("SELECT row FROM articles WHERE status = 0 AND (state = 1 OR"
                  " (state = 2 AND id NOT IN ({}))) AND row BETWEEN ? AND ? ORDER BY row",
                  kRemovedIds));
  query.tryReset();
  query.bind(1, first);
  query.bind(2, last);
  return rows_of(query);
}

std::uint64_t Journal::next_segment(std::uint64_t after) const {
  return static_cast<std::uint64_t>(database_.meta("next_segment")) + after;
}

void Journal::remove_dead_articles(Versions versions) {
  database_.db.exec("UPDATE articles SET state = 2, replaced_at =" + std::string(kReplacedAt) +
                    " WHERE row IN (" + replaced() + ")");
  const std::vector<Row> rows = rows_of(database_.prepare(
      fmt::format("SELECT row FROM articles WHERE row IN ({}) AND state IN (2, 3)", removed())));
  database_.ids.remove(rows);
  Use remove(database_.prepare("DELETE FROM articles WHERE row = ?"));
  for (const Row row : rows) {
    remove->reset();
    remove->bind(1, row);
    remove->exec();
  }
  if (versions == Versions::forgotten) database_.db.exec("DELETE FROM articles WHERE state = 2");
}

void Journal::checkpoint(const std::vector<IndexSegment>& segments, const DeadRows& dead,
                         Versions versions) {
  if (!database_.in_transaction()) database_.begin();
  remove_dead_articles(versions);
  database_.ids.follow(segments);
  database_.db.exec("DELETE FROM segments");
  auto next = static_cast<std::uint64_t>(database_.meta("next_segment"));
  Use insert(
      database_.prepare("INSERT INTO segments(number, first, last, documents) VALUES(?, ?, ?, ?)"));
  for (const IndexSegment& segment : segments) {
    insert->reset();
    insert->bind(1, static_cast<std::int64_t>(segment.number));
    insert->bind(2, segment.first);
    insert->bind(3, segment.last);
    insert->bind(4, segment.documents);
    insert->exec();
    next = std::max(next, segment.number + 1);
  }
  database_.set_meta("next_segment", static_cast<std::int64_t>(next));
  write_dead_rows(database_.db, dead);
  database_.set_meta(kCheckpointKey, static_cast<std::int64_t>(database_.next_row()) - 1);
  database_.set_versions();
  database_.set_meta("generation", database_.meta("generation") + 1);
  database_.commit();
}

}  // namespace dateline
