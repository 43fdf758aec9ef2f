// SPDX-License-Identifier: GPL-2.0-or-later
// Random documents for segments: ordinary ones, and such as try what a database can hold. Used by
// the tests of segments, merges and tables.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <random>
#include <vector>

#include "segments/segment.h"

namespace dateline {

using namespace indexing;

/// Those that documents have values in.
inline constexpr std::array<std::uint32_t, 10> kSlots{0, 1, 2, 6, 7, 127, 128, 256, 300, 20000};

struct Shape {
  const char* name;
  int documents;
  std::uint32_t first_number;
  std::uint32_t most_gap;  // between document numbers
  int most_tokens;         // in a document
  int vocabulary;
  bool strange_terms;  // NUL and 0xff bytes, 240 bytes long
  bool values;
  std::uint32_t most_wdf;   // in one occurrence
  std::uint32_t most_step;  // from one position to the next
};

using Random = std::mt19937;

/// 0 where `n` is 0.
std::uint32_t below(Random& random, std::uint32_t n);

/// Sends random documents to each of the sinks and returns the number of the last.
std::uint32_t fill(Random& random, const Shape& shape, std::uint32_t number,
                   const std::vector<Segment*>& segments);

/// Replaces, deletes and adds documents, the same ones for the same state of `random`.
void update(Random random, const Shape& shape, const std::filesystem::path& path);

extern const std::vector<Shape> kShapes;

}  // namespace dateline
