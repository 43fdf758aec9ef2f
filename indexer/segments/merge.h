// SPDX-License-Identifier: GPL-2.0-or-later
// Joins databases into one fresh, compacted database, as ingest does with its segments and
// `optimize` with a whole index. Changes no input but those the caller lists as used up.
// Does not renumber, and does not join ranges that overlap.
#pragma once

#include <filesystem>
#include <vector>

namespace dateline::indexing {

/// Writes the documents of all inputs to the folder `output`, which must not exist, under the
/// numbers they have. The ranges of document numbers in use must not overlap, and the inputs must
/// be given in their order. Uses up to `jobs` threads. All files are synced when it returns. Throws
/// Error, or what Xapian throws for a database it cannot read; `output` is then gone. Inputs that
/// are also in `used_up` must be bulk segments. The merge frees their disk space while it reads
/// them; they are no databases afterwards.
void merge_databases(const std::vector<std::filesystem::path>& inputs,
                     const std::filesystem::path& output, unsigned jobs = 1,
                     const std::vector<std::filesystem::path>& used_up = {});

/// The same by Xapian's compaction, which reads any database. merge_databases falls back to it for
/// databases in a format that this program does not write.
void merge_by_xapian(const std::vector<std::filesystem::path>& inputs,
                     const std::filesystem::path& output);

}  // namespace dateline::indexing
