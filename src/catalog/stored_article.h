// SPDX-License-Identifier: GPL-2.0-or-later
// StoredArticle: an article as the catalog stores it, and what else is asked about one. Used by
// whoever reads or fills a catalog. Knows no tables.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "article.h"

namespace dateline {

/// The number of a version: its row in the catalog and its document in the index.
using Row = std::uint32_t;  // document numbers are 32 bits wide in Xapian
using ContentHash = std::array<std::uint8_t, 16>;

/// A source, section or author name as a number; 0 = absent. `code` is the name as it was spelt,
/// `group` the code of the first spelling that folds to the same: what filters and facets count.
struct NameCode {
  std::uint32_t code = 0;
  std::uint32_t group = 0;
};

/// An article as it lies in the catalog.
struct StoredArticle {
  Article article;
  Row row = 0;
  Row replaces = 0;  // the row of the version before, 0 = none
  ContentHash hash{};
  Timestamp first_seen = 0;  // of its first version
  Timestamp added = 0;       // of this version
  std::uint32_t words = 0;   // of title and body
  NameCode source, section, author;
  std::string packed_body;  // pack_text(); what insert() stores
};

/// An article read for its own sake, damaged or not.
struct InspectedArticle {
  StoredArticle stored;
  std::string damage;  // what is wrong with it; "" = nothing
};

/// The last version under an id: what the index holds or will hold, unless it is not usable.
struct KnownArticle {
  Row row = 0;
  ContentHash hash{};
  Timestamp first_seen = 0;
  std::uint64_t version = 0;
  Status status = Status::usable;
};

/// What differs between any two versions of an article.
struct Change {
  bool title = false, body = false, date = false;
};

/// A fingerprint of everything but the id.
ContentHash content_hash(const Article& article);

/// A checksum of everything a row keeps but its state and the names behind its codes.
std::int64_t row_sum(const StoredArticle& stored);

}  // namespace dateline
