// SPDX-License-Identifier: GPL-2.0-or-later
#include "version_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "article_row.h"
#include "catalog_database.h"
#include "dead_rows.h"

namespace dateline {
namespace {

constexpr int kUsable = 1, kRemoving = 3;  // states of rows that the index holds

void bind_moment(SQLite::Statement& statement, const Moment& moment) {
  statement.bind(1, moment.row ? std::int64_t{*moment.row} : std::int64_t{moment.before});
}

}  // namespace

Row VersionStore::last_row() const { return static_cast<Row>(database_.meta(kCheckpointKey)); }

Row VersionStore::last_row(const Moment& moment) const {
  if (moment.row) return std::min(*moment.row, last_row());
  const auto row_of = [&](const char* which) {
    Use query(database_.prepare(fmt::format("SELECT {} AND row <= {}", which, kCheckpoint)));
    bind_moment(*query, moment);
    query->executeStep();
    return query->getColumn(0).getUInt();
  };
  const Row last = row_of("max(row) FROM articles WHERE added < ?");
  const Row next = row_of("min(row) FROM articles WHERE added >= ?");
  // Those between the two are gone.
  return std::max(last, next == 0 ? last_row() : next - 1);
}

std::vector<VersionRecord> VersionStore::of(std::string_view id) const {
  Use query(database_.prepare(
      fmt::format("SELECT row, added, replaced_at, status FROM articles WHERE row IN ({})"
                  " AND state <> 3 AND row <= {} ORDER BY row",
                  ArticleIds::rows_of("?1"), kCheckpoint)));
  query->bind(1, std::string(id));
  std::vector<VersionRecord> versions;
  while (query->executeStep()) {
    VersionRecord version{query->getColumn(0).getUInt(), query->getColumn(1).getInt64(), {}, {}};
    if (!query->getColumn(2).isNull()) version.replaced = query->getColumn(2).getInt64();
    version.status = static_cast<Status>(query->getColumn(3).getInt());
    versions.push_back(version);
  }
  return versions;
}

std::vector<Row> VersionStore::dead_at(const Moment& moment) const {
  const DeadRows now = read_dead_rows(database_.db);
  std::vector<Row> replaced, dead, later;
  {
    Use query(database_.prepare(
        moment.row ? "SELECT replaces FROM articles WHERE replaces IS NOT NULL AND row <= ?"
                   : "SELECT row FROM articles WHERE replaced_at < ?"));
    bind_moment(*query, moment);
    while (query->executeStep()) replaced.push_back(query->getColumn(0).getUInt());
  }
  std::ranges::sort(replaced);
  std::ranges::set_intersection(now.superseded, replaced, std::back_inserter(dead));
  Use query(database_.prepare(fmt::format("SELECT row, state FROM articles WHERE {} AND row <= {}",
                                          moment.row ? "row > ?" : "added >= ?", kCheckpoint)));
  bind_moment(*query, moment);
  while (query->executeStep()) {
    const Row row = query->getColumn(0).getUInt();
    const int state = query->getColumn(1).getInt();
    if (state == kUsable || state == kRemoving || std::ranges::binary_search(now.superseded, row))
      later.push_back(row);
  }
  std::ranges::sort(later);
  return united(united(dead, later), now.removed);
}

std::uint64_t VersionStore::gone(Row last) const {
  Use query(database_.prepare("SELECT count(*) FROM articles WHERE row <= ?"));
  query->bind(1, last);
  query->executeStep();
  return last - static_cast<std::uint64_t>(query->getColumn(0).getInt64());
}

void VersionStore::for_each_by_id(
    const std::function<bool(Row)>& wanted,
    const std::function<void(const std::string&, Row, const ContentHash&)>& visit) const {
  Use ids(
      database_.prepare("SELECT id, row FROM ids UNION ALL"
                        " SELECT id, row FROM articles WHERE status <> 0 ORDER BY id, row"));
  Use read(database_.prepare("SELECT hash FROM articles WHERE row = ?"));
  while (ids->executeStep()) {
    const Row row = ids->getColumn(1).getUInt();
    if (!wanted(row)) continue;
    read->reset();
    read->bind(1, row);
    ContentHash hash{};
    if (read->executeStep())
      if (const std::string_view bytes = bytes_of(read->getColumn(0)); bytes.size() == hash.size())
        std::memcpy(hash.data(), bytes.data(), hash.size());
    visit(ids->getColumn(0).getString(), row, hash);
  }
}

std::string VersionStore::zone() const {
  Use query(database_.prepare("SELECT value FROM settings WHERE name = 'timezone'"));
  return query->executeStep() ? query->getColumn(0).getString() : std::string();
}

void VersionStore::keep_zone(std::string_view zone) {
  Use insert(
      database_.prepare("INSERT OR IGNORE INTO settings(name, value) VALUES('timezone', ?)"));
  insert->bind(1, std::string(zone));
  insert->exec();
}

}  // namespace dateline
