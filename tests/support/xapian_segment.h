// SPDX-License-Identifier: GPL-2.0-or-later
// The oracle of segments and merges: the same documents through Xapian's API.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "segments/segment.h"

namespace dateline::indexing {

std::unique_ptr<Segment> make_xapian_segment();

/// As merge_databases, by Xapian's compaction.
void merge_by_xapian(const std::vector<std::filesystem::path>& inputs,
                     const std::filesystem::path& output);

}  // namespace dateline::indexing
