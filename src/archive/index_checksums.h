// SPDX-License-Identifier: GPL-2.0-or-later
// Sizes and sums of the files of an index, kept beside them: Xapian has none, and reads a damaged
// file as it is. Written for an index made as a whole, and for a small one after each change in
// place. Who opens an index looks whether it is as written; verify reads all of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dateline {

/// For an index on disk that nobody is writing. Throws Error.
void write_sums(const std::filesystem::path& terms);

/// The same where the index is so small that reading all of it costs next to nothing; what stands
/// in the way only leaves it without sums.
void write_sums_if_small(const std::filesystem::path& terms);

/// Before the index is changed. Nothing where there are none. Throws Error.
void forget_sums(const std::filesystem::path& terms);

/// What a run that died while it wrote them left over. Throws std::filesystem::filesystem_error.
void remove_unfinished_sums(const std::filesystem::path& terms);

enum class ChecksumScope {
  at_opening,  // sizes; in a small index also the contents
  all,
};

/// Names of the files that are not what was written; none where there are no sums, or a writer
/// removes them meanwhile.
std::vector<std::string> changed_files(const std::filesystem::path& terms, ChecksumScope check);

}  // namespace dateline
