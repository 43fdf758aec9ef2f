// SPDX-License-Identifier: GPL-2.0-or-later
// Sizes and checksums of the files of a segment, in a file beside them. A writer stores them with
// each segment. Opening one compares sizes, and of a small segment contents; blocks of a large one
// are compared when they are read (index/block_sums.h). verify compares all contents.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dateline {

/// For a segment that is complete and not yet named. Throws Error.
void write_sums(const std::filesystem::path& terms);

enum class ChecksumScope {
  at_opening,  // sizes, the contents of the version file; in a small index also the contents
  all,
};

/// Names of the files that differ from their sums. Where there are no sums: these.
std::vector<std::string> changed_files(const std::filesystem::path& terms, ChecksumScope check);

}  // namespace dateline
