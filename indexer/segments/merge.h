// SPDX-License-Identifier: GPL-2.0-or-later
// Joins databases into one fresh, compacted database, as ingest does with its segments and
// `optimize` with a whole index. Never changes an input, unless it is told that it may.
// Does not renumber, and does not join ranges that overlap.
#pragma once

#include <filesystem>
#include <vector>

namespace dateline::indexing {

/// Writes the documents of all inputs to the folder `output`, which must not exist, under the
/// numbers they have. The ranges of document numbers in use must not overlap, and the inputs must
/// be given in their order. Uses up to `jobs` threads. All files are synced when it returns. Throws
/// Error, or what Xapian throws for a database it cannot read; `output` is then gone. Those of the
/// inputs that are in `used_up`, bulk segments, are no databases afterwards: their room is used for
/// the output while they are read.
void merge_databases(const std::vector<std::filesystem::path>& inputs,
                     const std::filesystem::path& output, unsigned jobs = 1,
                     const std::vector<std::filesystem::path>& used_up = {});

/// The same by Xapian's own compaction, which takes any database: what merge_databases uses for
/// those that are not in the format this program writes itself.
void merge_by_xapian(const std::vector<std::filesystem::path>& inputs,
                     const std::filesystem::path& output);

}  // namespace dateline::indexing
