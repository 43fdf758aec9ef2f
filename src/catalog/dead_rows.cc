// SPDX-License-Identifier: GPL-2.0-or-later
#include "dead_rows.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "article_row.h"
#include "error.h"

namespace dateline {
namespace {

constexpr unsigned kChunkBits = 16;
constexpr std::size_t kBitsBytes = (std::size_t{1} << kChunkBits) / 8;

/// Rows of one chunk: two bytes each, the lower first; or where that is longer, one bit for each
/// row of the chunk.
std::string packed(const std::vector<Row>& rows) {
  std::string bytes;
  if (rows.size() * 2 < kBitsBytes) {
    for (const Row row : rows) {
      bytes.push_back(static_cast<char>(row & 0xFF));
      bytes.push_back(static_cast<char>(row >> 8 & 0xFF));
    }
    return bytes;
  }
  bytes.assign(kBitsBytes, '\0');
  for (const Row row : rows) {
    char& byte = bytes[(row & 0xFFFF) / 8];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | 1U << row % 8);
  }
  return bytes;
}

void unpack(std::string_view bytes, Row chunk, std::vector<Row>& rows) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const Row first = chunk << kChunkBits;
  if (bytes.size() < kBitsBytes) {
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
      rows.push_back(first + (byte(i) | static_cast<Row>(byte(i + 1)) << 8));
    return;
  }
  for (Row i = 0; i < Row{1} << kChunkBits; ++i)
    if ((byte(i / 8) >> i % 8 & 1) != 0) rows.push_back(first + i);
}

std::int64_t sum_of(std::int64_t chunk, std::string_view superseded, std::string_view removed) {
  const std::uint64_t first =
      XXH3_64bits_withSeed(superseded.data(), superseded.size(), static_cast<std::uint64_t>(chunk));
  return static_cast<std::int64_t>(XXH3_64bits_withSeed(removed.data(), removed.size(), first));
}

struct Chunk {
  std::vector<Row> superseded, removed;
};

}  // namespace

std::vector<Row> united(const std::vector<Row>& rows, const std::vector<Row>& more) {
  std::vector<Row> all;
  std::ranges::set_union(rows, more, std::back_inserter(all));
  return all;
}

std::vector<Row> without(const std::vector<Row>& rows, const std::vector<Row>& others) {
  std::vector<Row> left;
  std::ranges::set_difference(rows, others, std::back_inserter(left));
  return left;
}

std::vector<Row> DeadRows::all() const { return united(superseded, removed); }

DeadRows read_dead_rows(SQLite::Database& catalog) {
  DeadRows rows;
  SQLite::Statement chunks(catalog,
                           "SELECT chunk, superseded, removed, sum FROM dead ORDER BY chunk");
  while (chunks.executeStep()) {
    const std::int64_t chunk = chunks.getColumn(0).getInt64();
    const SQLite::Column superseded = chunks.getColumn(1), removed = chunks.getColumn(2);
    if (chunks.getColumn(3).getInt64() != sum_of(chunk, bytes_of(superseded), bytes_of(removed)) ||
        chunk < 0 || chunk >= std::int64_t{1} << (32 - kChunkBits))
      throw Error("the catalog's list of rows that are left out of searches is damaged",
                  "run: dateline-indexer repair");
    unpack(bytes_of(superseded), static_cast<Row>(chunk), rows.superseded);
    unpack(bytes_of(removed), static_cast<Row>(chunk), rows.removed);
  }
  return rows;
}

void write_dead_rows(SQLite::Database& catalog, const DeadRows& rows) {
  std::map<Row, Chunk> chunks;
  for (const Row row : rows.superseded) chunks[row >> kChunkBits].superseded.push_back(row);
  for (const Row row : rows.removed) chunks[row >> kChunkBits].removed.push_back(row);
  std::vector<std::int64_t> empty;
  for (SQLite::Statement known(catalog, "SELECT chunk FROM dead"); known.executeStep();)
    if (const std::int64_t chunk = known.getColumn(0).getInt64();
        !chunks.contains(static_cast<Row>(chunk)))
      empty.push_back(chunk);
  SQLite::Statement erase(catalog, "DELETE FROM dead WHERE chunk = ?");
  for (const std::int64_t chunk : empty) {
    erase.reset();
    erase.bind(1, chunk);
    erase.exec();
  }
  SQLite::Statement write(
      catalog,
      "INSERT INTO dead(chunk, superseded, removed, sum) VALUES(?, ?, ?, ?)"
      " ON CONFLICT(chunk) DO UPDATE SET superseded = excluded.superseded,"
      " removed = excluded.removed, sum = excluded.sum WHERE sum <> excluded.sum");
  for (const auto& [chunk, members] : chunks) {
    const std::string superseded = packed(members.superseded), removed = packed(members.removed);
    write.reset();
    write.bind(1, chunk);
    write.bind(2, superseded.data(), static_cast<int>(superseded.size()));
    write.bind(3, removed.data(), static_cast<int>(removed.size()));
    write.bind(4, sum_of(chunk, superseded, removed));
    write.exec();
  }
}

}  // namespace dateline
