// SPDX-License-Identifier: GPL-2.0-or-later
// Joins segments into one fresh, compacted segment, as ingest does with those it has built, with
// those of like size, and `optimize` with a whole index. Changes no input but those the caller
// lists as used up. Does not renumber, and does not join ranges that overlap.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace dateline::indexing {

struct MergeOptions {
  /// Inputs that are needed no more: the merge frees their disk space while it reads them; they are
  /// no databases afterwards.
  std::vector<std::filesystem::path> used_up = {};
  /// Documents that the output is not to have, ascending; some must be left.
  std::vector<std::uint32_t> left_out = {};
};

/// Writes the documents of all inputs to the folder `output`, which must not exist, under the
/// numbers they have. The ranges of document numbers in use must not overlap, and the inputs must
/// be given in their order. All files are synced when it returns. Throws Error; `output` is then
/// gone.
void merge_databases(const std::vector<std::filesystem::path>& inputs,
                     const std::filesystem::path& output, const MergeOptions& options = {});

}  // namespace dateline::indexing
