// SPDX-License-Identifier: GPL-2.0-or-later
// Copies whatever can be read of a damaged catalog to a new one. The damaged file is only read.
// Rows are copied one by one, so that damage to one costs no other. A sound index is a witness of
// the articles that should be there. Used by repair, which moves the new catalog to its place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "catalog.h"

namespace dateline {

/// What the index knows of an article.
struct Witness {
  std::string id;  // cut where it is very long
  Timestamp first_seen = 0;
  std::uint32_t words = 0;
};

struct IndexWitness {
  std::uint64_t generation = 0;  // where the catalog cannot tell
  Row last = 0;                  // its last document; 0 = the index is no witness
  std::function<std::optional<Witness>(Row)> document;
};

/// An article that is not what it was.
struct Loss {
  std::string id;  // cut, where it is very long and only the index knows it; empty: not known
  Row row = 0;
  bool kept = false;         // what can be read of it is still there
  Timestamp first_seen = 0;  // 0 = not known
};

struct Salvage {
  std::uint64_t rows = 0;      // articles taken over, earlier versions included
  std::uint64_t restored = 0;  // of these: damaged, and completed from the index
  std::vector<Loss> losses;
  std::vector<std::string> incomplete;  // other tables of which rows may be lost
};

/// Writes `made`/catalog.db from `damaged`/catalog.db. Throws Error when no article can be read.
Salvage salvage_catalog(const std::filesystem::path& damaged, const std::filesystem::path& made,
                        const IndexWitness& index);

}  // namespace dateline
