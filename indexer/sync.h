// SPDX-License-Identifier: GPL-2.0-or-later
// Makes what was written survive a power cut. Used wherever a database folder is finished.
#pragma once

#include <filesystem>

namespace dateline {

/// Flushes a file, or the entries of a folder, to the disk. Throws Error.
void sync_path(const std::filesystem::path& path);

/// Flushes the folder that holds `path`. Throws Error.
void sync_parent(const std::filesystem::path& path);

/// Flushes every file of a folder, the folder itself, and its entry in the parent. Throws Error.
void sync_folder(const std::filesystem::path& folder);

}  // namespace dateline
