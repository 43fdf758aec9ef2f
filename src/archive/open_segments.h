// SPDX-License-Identifier: GPL-2.0-or-later
// Opens the index of an archive and pins its catalog, so that the two are one state, while a writer
// may be at work. Used by search, verify and snapshot. Reads no segment itself.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "catalog/catalog.h"

namespace dateline {

/// A segment of the index, and where it lies.
struct SegmentFolder {
  IndexSegment segment;
  std::filesystem::path path;
};

using SegmentFolders = std::vector<SegmentFolder>;

/// Calls open(segments) with what the catalog names; the catalog stays pinned. A segment that is
/// named never changes, but a merge may remove one before it is opened: then `open` is called again
/// with the segments that have come in its place. Throws Error, and what `open` throws.
void open_segments(const std::filesystem::path& folder, Catalog& catalog,
                   const std::function<void(const SegmentFolders&)>& open);

}  // namespace dateline
