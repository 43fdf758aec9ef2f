// SPDX-License-Identifier: GPL-2.0-or-later
// Names of the files of an archive that hold what users saved, beside those of archive_files.h.
//
//   saved.db, saved.db-wal, saved.db-shm   saved queries, groups of sources, alerts
//   deliver.lock                           held by the process that sends what alerts found
#pragma once

#include <filesystem>

namespace dateline {

/// What users saved, in a database of its own, so that it is saved while a writer is at work.
std::filesystem::path saved_file(const std::filesystem::path& archive);
std::filesystem::path delivery_lock_file(const std::filesystem::path& archive);
/// The log of a database, and the memory its readers and writers share.
std::filesystem::path log_of(const std::filesystem::path& database);
std::filesystem::path log_memory_of(const std::filesystem::path& database);

}  // namespace dateline
