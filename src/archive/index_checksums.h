// SPDX-License-Identifier: GPL-2.0-or-later
// Sizes and checksums of the files of an index, in a file beside them. Xapian has none, and reads a
// damaged file without an error. A writer stores them with each segment. Opening one compares
// sizes; verify compares contents.
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
