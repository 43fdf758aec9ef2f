// SPDX-License-Identifier: GPL-2.0-or-later
// Which documents a segment on disk has, as its own tables say. Used by ingest and repair.
#pragma once

#include <cstdint>
#include <filesystem>

namespace dateline::indexing {

struct SegmentExtent {
  std::uint32_t first = 0, last = 0;  // document numbers; 0 = it has none
  std::uint32_t documents = 0;
};

/// Throws Error when the folder is not a segment.
SegmentExtent extent_of(const std::filesystem::path& segment);

}  // namespace dateline::indexing
