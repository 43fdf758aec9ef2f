// SPDX-License-Identifier: GPL-2.0-or-later
// Joins glass databases table by table, without Xapian. It uses two threads and is several times as
// fast as Xapian's compaction. Used by merge for databases in the format we write. It cuts posting
// lists into new chunks and copies all other entries.
#pragma once

#include <filesystem>
#include <vector>

namespace dateline::glass {

/// False when an input needs Xapian's compaction, because it has another version of the format,
/// document data, metadata, spelling or synonyms, or lacks term lists.
bool can_merge(const std::vector<std::filesystem::path>& inputs);

/// Does what merge_databases does.
void merge(const std::vector<std::filesystem::path>& inputs, const std::filesystem::path& output,
           unsigned jobs, const std::vector<std::filesystem::path>& used_up);

}  // namespace dateline::glass
