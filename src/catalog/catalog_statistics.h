// SPDX-License-Identifier: GPL-2.0-or-later
// CatalogStatistics: counts over the whole catalog, for status and reports. Part of a Catalog,
// which returns it. Each call reads the tables.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "article.h"

namespace dateline {

class CatalogDatabase;

/// Articles of a source whose text was not UTF-8.
struct OriginCounts {
  std::uint64_t declared = 0, guessed = 0, repaired = 0;
};

struct CatalogCounts {
  std::uint64_t articles = 0, pending = 0, removing = 0, superseded = 0, withheld = 0, undated = 0,
                unreadable_dates = 0, rejected = 0, inputs = 0;
  std::optional<Timestamp> first_date, last_date;
};

class CatalogStatistics {
 public:
  explicit CatalogStatistics(const CatalogDatabase& database) : database_(database) {}

  /// Of the archive, given when it was made; a copy has the same.
  std::string uuid() const;
  CatalogCounts counts() const;
  std::vector<std::pair<std::string, std::uint64_t>> articles_by_source() const;  // largest first
  /// How many articles each source, by those names, has of each day, where they were written.
  /// Reads all pages of articles.
  std::map<std::string, std::map<Timestamp, std::uint32_t>> days_by_source() const;
  /// By the names of articles_by_source(). Sources whose texts are all UTF-8 are left out.
  std::map<std::string, OriginCounts> origins_by_source() const;
  /// Titles and bodies of the articles that are indexed. Reads all pages that hold them.
  std::uint64_t text_bytes() const;

 private:
  const CatalogDatabase& database_;
};

}  // namespace dateline
