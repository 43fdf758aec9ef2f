// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalog_statistics.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include "catalog_database.h"
#include "compressed_text.h"
#include "schema.h"
#include "text/charset.h"

namespace dateline {

std::string CatalogStatistics::uuid() const {
  Use query(database_.prepare("SELECT value FROM settings WHERE name = 'uuid'"));
  return query->executeStep() ? query->getColumn(0).getString() : std::string();
}

CatalogCounts CatalogStatistics::counts() const {
  CatalogCounts c;
  const auto count = [this](const std::string& things) {
    Use query(database_.prepare("SELECT count(*) FROM " + things));
    query->executeStep();
    return static_cast<std::uint64_t>(query->getColumn(0).getInt64());
  };
  const std::string indexed = fmt::format("articles WHERE row <= {} AND state = ", kCheckpoint);
  c.articles = count(indexed + "1");
  c.pending = count(fmt::format("articles WHERE row > {}", kCheckpoint));
  c.removing = count("articles WHERE state = 3");
  c.superseded = count("articles WHERE state = 2");
  c.withheld = count(indexed + "4");
  c.undated = count(indexed + "1 AND published IS NULL");
  c.unreadable_dates = count(indexed + "1 AND published IS NULL AND date_text <> ''");
  // Of a reading that did not come to its end only what is listed is known.
  c.rejected = count("rejected JOIN inputs ON number = input WHERE rejected = 0");
  Use ended(database_.prepare("SELECT coalesce(sum(rejected), 0) FROM inputs"));
  if (ended->executeStep())
    c.rejected += static_cast<std::uint64_t>(ended->getColumn(0).getInt64());
  c.inputs = count("inputs");
  Use span(database_.prepare("SELECT min(published), max(published) FROM " + indexed + "1"));
  if (span->executeStep() && !span->getColumn(0).isNull()) {
    c.first_date = span->getColumn(0).getInt64();
    c.last_date = span->getColumn(1).getInt64();
  }
  return c;
}

std::map<std::string, std::map<Timestamp, std::uint32_t>> CatalogStatistics::days_by_source()
    const {
  constexpr Timestamp kDay = 86'400;
  Use query(database_.prepare(
      fmt::format("SELECT coalesce(g.name, ''), a.published, a.utc_offset FROM articles a"
                  " LEFT JOIN names s ON s.field = ?1 AND s.code = a.source"
                  " LEFT JOIN names g ON g.field = ?1 AND g.code = s.grouped"
                  " WHERE a.state = 1 AND a.row <= {} AND a.published IS NOT NULL",
                  kCheckpoint)));
  query->bind(1, static_cast<int>(schema::FieldId::source));
  std::map<std::string, std::map<Timestamp, std::uint32_t>> days;
  while (query->executeStep()) {
    const Timestamp local = query->getColumn(1).getInt64() +
                            (query->getColumn(2).isNull() ? 0 : query->getColumn(2).getInt64());
    const Timestamp day = local - ((local % kDay) + kDay) % kDay;
    ++days[query->getColumn(0).getString()][day];
  }
  return days;
}

std::vector<std::pair<std::string, std::uint64_t>> CatalogStatistics::articles_by_source() const {
  Use query(
      database_.prepare(fmt::format("SELECT coalesce(g.name, ''), count(*) AS n FROM articles a"
                                    " LEFT JOIN names s ON s.field = ?1 AND s.code = a.source"
                                    " LEFT JOIN names g ON g.field = ?1 AND g.code = s.grouped"
                                    " WHERE a.state = 1 AND a.row <= {}"
                                    " GROUP BY 1 ORDER BY n DESC, 1",
                                    kCheckpoint)));
  query->bind(1, static_cast<int>(schema::FieldId::source));
  std::vector<std::pair<std::string, std::uint64_t>> result;
  while (query->executeStep())
    result.emplace_back(query->getColumn(0).getString(),
                        static_cast<std::uint64_t>(query->getColumn(1).getInt64()));
  return result;
}

std::map<std::string, OriginCounts> CatalogStatistics::origins_by_source() const {
  std::map<std::string, OriginCounts> counts;
  if (!database_.db.tableExists("origins")) return counts;  // an older catalog, read as it is
  Use query(
      database_.prepare(fmt::format("SELECT coalesce(g.name, ''), o.origin, count(*) FROM origins o"
                                    " JOIN articles a ON a.row = o.row AND a.state = 1"
                                    " LEFT JOIN names s ON s.field = ?1 AND s.code = a.source"
                                    " LEFT JOIN names g ON g.field = ?1 AND g.code = s.grouped"
                                    " WHERE a.row <= {} GROUP BY 1, 2",
                                    kCheckpoint)));
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

std::uint64_t CatalogStatistics::text_bytes() const {
  constexpr int kTitle = 0, kBody = 1;
  std::uint64_t bytes = 0;
  Use query(database_.prepare("SELECT title, body FROM articles WHERE state = 1"));
  while (query->executeStep()) {
    const SQLite::Column body = query->getColumn(kBody);
    bytes += static_cast<std::uint64_t>(query->getColumn(kTitle).getBytes());
    bytes += unpacked_size(
        {static_cast<const char*>(body.getBlob()), static_cast<std::size_t>(body.getBytes())});
  }
  return bytes;
}

}  // namespace dateline
