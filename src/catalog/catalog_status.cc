// SPDX-License-Identifier: GPL-2.0-or-later
// What only status tells: which articles did not come in UTF-8, and how much text there is.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include "catalog_state.h"

namespace dateline {

void Catalog::note_origin(Row row, TextOrigin origin) {
  Use insert(state_->prepare("INSERT OR REPLACE INTO origins(row, origin) VALUES(?, ?)"));
  insert->bind(1, row);
  insert->bind(2, static_cast<int>(origin));
  insert->exec();
}

std::map<std::string, OriginCounts> Catalog::origins_by_source() const {
  std::map<std::string, OriginCounts> counts;
  if (!state_->db.tableExists("origins")) return counts;  // tables of before, which are only read
  Use query(
      state_->prepare(fmt::format("SELECT coalesce(g.name, ''), o.origin, count(*) FROM origins o"
                                  " JOIN articles a ON a.row = o.row AND a.state = 1"
                                  " LEFT JOIN names s ON s.field = ?1 AND s.code = a.source"
                                  " LEFT JOIN names g ON g.field = ?1 AND g.code = s.grouped"
                                  " WHERE a.row <= {} GROUP BY 1, 2",
                                  kSettled)));
  query->bind(1, static_cast<int>(schema::FieldId::source));
  while (query->executeStep()) {
    OriginCounts& source = counts[query->getColumn(0).getString()];
    const auto n = static_cast<std::uint64_t>(query->getColumn(2).getInt64());
    switch (static_cast<TextOrigin>(query->getColumn(1).getInt())) {
      case TextOrigin::declared:
        source.declared = n;
        break;
      case TextOrigin::guessed:
        source.guessed = n;
        break;
      case TextOrigin::repaired:
        source.repaired = n;
        break;
      case TextOrigin::utf8:
        break;
    }
  }
  return counts;
}

std::uint64_t Catalog::text_bytes() const {
  constexpr int kTitle = 0, kBody = 1;
  std::uint64_t bytes = 0;
  Use query(state_->prepare("SELECT title, body FROM articles WHERE state = 1"));
  while (query->executeStep()) {
    const SQLite::Column body = query->getColumn(kBody);
    bytes += static_cast<std::uint64_t>(query->getColumn(kTitle).getBytes());
    bytes += unpacked_size(
        {static_cast<const char*>(body.getBlob()), static_cast<std::size_t>(body.getBytes())});
  }
  return bytes;
}

}  // namespace dateline
