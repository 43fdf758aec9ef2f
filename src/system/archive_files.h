// SPDX-License-Identifier: GPL-2.0-or-later
// The folder of an archive and the names of all its files. The code that opens, copies, measures or
// removes a file of an archive takes its name from here; no other file spells these names.
//
//   catalog.db, catalog.db-wal, catalog.db-shm   the catalog and its log
//   terms/N/                                     segment N of the index: iamglass, its tables, sums
//   writer.lock                                  held by the process that writes
//   tmp/                                         scratch of a writer
//   repaired/, damaged-N/                        of repair
#pragma once

#include <cstdint>
#include <filesystem>

#include "error.h"

namespace dateline {

/// The archive's folder when --index is not given: $DATELINE_INDEX, else
/// $XDG_DATA_HOME/dateline, else ~/.local/share/dateline.
std::filesystem::path default_index();

// Files in `archive`, the archive's folder. A copy of a catalog has its log beside it too.
std::filesystem::path catalog_file(const std::filesystem::path& archive);
/// SQLite's write-ahead log: what was committed and is not yet in the catalog's file.
std::filesystem::path catalog_log(const std::filesystem::path& archive);
/// The memory that readers and writers of the log share.
std::filesystem::path catalog_log_memory(const std::filesystem::path& archive);
/// All segments of the index.
std::filesystem::path index_folder(const std::filesystem::path& archive);
std::filesystem::path terms_folder(const std::filesystem::path& archive, std::uint64_t segment);
std::filesystem::path scratch_folder(const std::filesystem::path& archive);
std::filesystem::path lock_file(const std::filesystem::path& archive);
/// A repaired catalog and the damaged one, until each is moved to its place.
std::filesystem::path repaired_folder(const std::filesystem::path& archive);
/// Where repair keeps a damaged catalog: the first such folder that is free.
std::filesystem::path next_damaged_folder(const std::filesystem::path& archive);

// Files of a segment of the index, in `terms`, its folder.
inline constexpr const char* kVersionFile = "iamglass";  // makes a folder of tables a database
inline constexpr const char* kPostlistFile = "postlist.glass";
inline constexpr const char* kPositionsFile = "positions.glass";  // ours: Xapian does not know it
inline constexpr const char* kIndexFiles[] = {kVersionFile, kPostlistFile, kPositionsFile};
inline constexpr const char* kBlockSumsFile = "blocks";  // of a large segment only
std::filesystem::path checksums_file(const std::filesystem::path& terms);

/// The Error to throw when `folder` holds no archive.
Error no_archive_at(const std::filesystem::path& folder);

}  // namespace dateline
