// SPDX-License-Identifier: GPL-2.0-or-later
// Sizes and checksums of the files of an index, in a file beside them. Xapian has none, and reads a
// damaged file without an error. A writer stores them for an index built as a whole, and for a
// small one after each change in place. Opening an index compares sizes; verify compares contents.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dateline {

/// Writes the sums of an index that no process is writing. Throws Error.
void write_sums(const std::filesystem::path& terms);

/// Does the same for an index that can be read in a few milliseconds. If it fails, the index has no
/// sums.
void write_sums_if_small(const std::filesystem::path& terms);

/// Removes the sums, before the index is changed. Throws Error.
void forget_sums(const std::filesystem::path& terms);

/// Removes a half-written file of an earlier run. Throws std::filesystem::filesystem_error.
void remove_unfinished_sums(const std::filesystem::path& terms);

enum class ChecksumScope {
  at_opening,  // sizes, the contents of the version file; in a small index also the contents
  all,
};

/// Names of the files that differ from their sums. Empty where there are no sums, or a writer
/// removes them meanwhile.
std::vector<std::string> changed_files(const std::filesystem::path& terms, ChecksumScope check);

}  // namespace dateline
