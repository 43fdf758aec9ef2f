// SPDX-License-Identifier: GPL-2.0-or-later
// Which segments of an index are to be merged, by their sizes alone. Segments that stand side by
// side and are of like size become one of the next size, so that n articles that come in small
// additions are written O(log n) times each, and an index has some tens of segments at most.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace dateline::indexing {

/// Places of segments: from `begin` to before `end`. Empty: none.
struct SegmentRun {
  std::size_t begin = 0, end = 0;
  bool empty() const { return begin == end; }
};

/// The segments to merge next; they stand in the order of their rows. `documents`: how many each
/// has. Where several runs could be merged, the smallest.
SegmentRun next_merge(std::span<const std::uint64_t> documents);

}  // namespace dateline::indexing
