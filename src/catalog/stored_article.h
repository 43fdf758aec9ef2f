// SPDX-License-Identifier: GPL-2.0-or-later
// StoredArticle: an article as the catalog stores it, and related values. Used by all code that
// reads or fills a catalog. It knows no tables.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

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

/// An article as the catalog stores it.
struct StoredArticle {
  Article article;
  Row row = 0;
  Row replaces = 0;  // the row of the version before, 0 = none
  ContentHash hash{};
  Timestamp first_seen = 0;  // of its first version
  Timestamp added = 0;       // of this version
  std::uint32_t words = 0;   // of title and body
  NameCode source, section, author;
  std::vector<NameCode> topics;
  // Where this version came from; 0 = it is older than this is kept, or lines mean nothing.
  std::int64_t input = 0;  // number of RunLog::begin_input
  std::string input_name;
  std::uint64_t line = 0;
  std::int64_t run = 0;     // number of RunLog::begin_run
  std::string packed_body;  // pack_text(); what insert() stores
};

/// An article and its damage, for checks.
struct InspectedArticle {
  StoredArticle stored;
  std::string damage;  // a sentence; "" = none
};

/// The last version under an id: what the index holds or will hold, unless it is not usable.
struct KnownArticle {
  Row row = 0;
  ContentHash hash{};
  Timestamp first_seen = 0;
  std::uint64_t version = 0;
  Status status = Status::usable;
};

/// The parts that differ between two versions of an article.
struct Change {
  bool title = false, body = false, date = false;
};

/// A fingerprint of everything but the id, and the offset, which the date's text tells.
ContentHash content_hash(const Article& article);

/// A checksum of all columns of a row but its state. Names count as their codes.
std::int64_t row_sum(const StoredArticle& stored);

}  // namespace dateline
