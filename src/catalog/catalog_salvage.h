// SPDX-License-Identifier: GPL-2.0-or-later
// Copies all that can be read of a damaged catalog to a new one. The damaged file is not changed.
// Rows are copied one by one, so that a damaged row costs no other. A sound index is a witness of
// the articles that the catalog should hold. Used by repair, which moves the new catalog to its
// place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "catalog.h"

namespace dateline {

/// An article as the index has it.
struct Witness {
  std::string id;  // cut where it is very long
  Timestamp first_seen = 0;
  std::uint32_t words = 0;
};

struct IndexWitness {
  std::vector<IndexSegment> segments;  // where the catalog cannot tell
  Row last = 0;                        // its last document; 0 = the index is no witness
  std::function<std::optional<Witness>(Row)> document;
};

/// An article that was lost or changed by damage.
struct Loss {
  std::string id;  // cut if it is very long and comes from the index; empty if unknown
  Row row = 0;
  bool kept = false;         // its readable part is kept
  Timestamp first_seen = 0;  // 0 = not known
};

struct Salvage {
  std::uint64_t rows = 0;      // articles taken over, earlier versions included
  std::uint64_t restored = 0;  // of these: damaged, and completed from the index
  std::vector<Loss> losses;
  std::vector<std::string> incomplete;  // other tables that may have lost rows
};

/// Writes `made`/catalog.db from `damaged`/catalog.db. Throws Error when no article can be read.
Salvage salvage_catalog(const std::filesystem::path& damaged, const std::filesystem::path& made,
                        const IndexWitness& index);

}  // namespace dateline
