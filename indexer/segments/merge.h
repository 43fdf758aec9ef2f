// SPDX-License-Identifier: GPL-2.0-or-later
// Joins databases into one new, compacted database. Used by ingest for segments and by `optimize`
// for a whole index. It changes only inputs that the caller lists as used up. It does not renumber
// documents, and does not join overlapping ranges.
#pragma once

#include <filesystem>
#include <vector>

namespace dateline::indexing {

/// Writes the documents of all inputs, with their numbers, to the folder `output`, which must not
/// exist. The ranges of document numbers must not overlap, and the inputs must be in the order of
/// the ranges. Uses up to `jobs` threads. All files are synced when it returns. Throws Error, or an
/// exception of Xapian for a database it cannot read; `output` is then removed. Inputs that are
/// also in `used_up` must be bulk segments. The merge frees their disk space while it reads them;
/// they are no databases afterwards.
void merge_databases(const std::vector<std::filesystem::path>& inputs,
                     const std::filesystem::path& output, unsigned jobs = 1,
                     const std::vector<std::filesystem::path>& used_up = {});

/// Does the same by Xapian's compaction, which reads any database. merge_databases uses it for
/// databases in a format that this program does not write.
void merge_by_xapian(const std::vector<std::filesystem::path>& inputs,
                     const std::filesystem::path& output);

}  // namespace dateline::indexing
