// SPDX-License-Identifier: GPL-2.0-or-later
// TextDictionaries: the zstd dictionaries that texts of the catalog are compressed with. Each is
// stored twice, far apart, because all texts compressed with it need it. Part of a Catalog, which
// returns it; compressed_text does the compression.
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

  /// The dictionary of this number; null if it is missing or damaged.
  const ZstdDictionary* find(std::uint32_t number) const;
  /// The dictionary for new texts; null if there is none yet.
  std::shared_ptr<const ZstdDictionary> newest() const;
  /// Trains a dictionary on stored articles if there are enough of them, or very many more than at
  /// the last training. True if it did.
  bool train();
  /// Trains a dictionary on texts that will be stored, if they are enough.
  bool train(std::span<const std::string_view> texts);
  /// Stores the second copy of each dictionary.
  void store_copies();

 private:
  CatalogDatabase& database_;
  mutable std::map<std::uint32_t, std::shared_ptr<const ZstdDictionary>> known_;  // by number
};

/// The first undamaged copy; null if there is none. `copies` are rows of bytes and sum.
std::shared_ptr<const ZstdDictionary> read_dictionary(SQLite::Statement& copies);

}  // namespace dateline
