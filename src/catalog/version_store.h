// SPDX-License-Identifier: GPL-2.0-or-later
// VersionStore: the versions of articles, and which of them were there at a moment of the past.
// Part of a Catalog, which returns it. What was removed, or forgotten by optimize, it does not
// know. Times are the archive's own: when it was given a version.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dates/moment.h"
#include "stored_article.h"

namespace dateline {

class CatalogDatabase;

struct VersionRecord {
  Row row = 0;
  Timestamp added = 0;
  std::optional<Timestamp> replaced;  // when the next one was added
  Status status = Status::usable;
};

class VersionStore {
 public:
  explicit VersionStore(CatalogDatabase& database) : database_(database) {}

  /// The last row that the index follows: with it, row:N names the present state.
  Row last_row() const;
  /// The last row that was there at a moment; 0 where there was none.
  Row last_row(const Moment& moment) const;

  /// The versions of an article that the catalog holds, oldest first. Pending ones are not among
  /// them.
  std::vector<VersionRecord> of(std::string_view id) const;
  /// The rows of the index that a search of a moment leaves out, ascending.
  std::vector<Row> dead_at(const Moment& moment) const;
  /// How many versions up to this row were removed or forgotten.
  std::uint64_t gone(Row last) const;

  /// Calls visit for each wanted row, by id (its bytes), then by row.
  void for_each_by_id(const std::function<bool(Row)>& wanted,
                      const std::function<void(const std::string& id, Row row,
                                               const ContentHash& hash)>& visit) const;

  /// Where days of the archive end: an IANA name or an offset; empty: UTC. The first zone that an
  /// addition names stays.
  std::string zone() const;
  void keep_zone(std::string_view zone);  // within a transaction

 private:
  CatalogDatabase& database_;
};

}  // namespace dateline
