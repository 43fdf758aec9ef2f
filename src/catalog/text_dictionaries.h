// SPDX-License-Identifier: GPL-2.0-or-later
// TextDictionaries: the zstd dictionaries that texts of the catalog are compressed with. Each is
// stored twice, far apart, because all texts compressed with it need it. Part of a Catalog, which
// hands it out; compressed_text does the compression.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string_view>

#include "compressed_text.h"

namespace SQLite {
class Statement;
}

namespace dateline {

class CatalogDatabase;

class TextDictionaries {
 public:
  explicit TextDictionaries(CatalogDatabase& database) : database_(database) {}

  /// The one of this number; null where there is none, or it is damaged.
  const ZstdDictionary* find(std::uint32_t number) const;
  /// The one to compress new texts with; null where there is none yet.
  std::shared_ptr<const ZstdDictionary> newest() const;
  /// Trains one on stored articles, where they have become enough, or very many more than when the
  /// newest was made. True when it did.
  bool train();
  /// Trains one on these texts, which are about to be stored, where they are enough.
  bool train(std::span<const std::string_view> texts);
  /// Gives each its second copy.
  void store_copies();

 private:
  CatalogDatabase& database_;
  mutable std::map<std::uint32_t, std::shared_ptr<const ZstdDictionary>> known_;  // by number
};

/// The first sound one of the copies, rows of bytes and sum; null where none is.
std::shared_ptr<const ZstdDictionary> read_dictionary(SQLite::Statement& copies);

}  // namespace dateline
