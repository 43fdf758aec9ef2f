// SPDX-License-Identifier: GPL-2.0-or-later
// Flushes files and folders so that they survive a power cut, and copies files. Used when a
// database folder is finished.
#pragma once

#include <filesystem>

namespace dateline {

/// Flushes a file, or the entries of a folder, to the disk. Throws Error.
void sync_path(const std::filesystem::path& path);

/// Copies a file to a new one and does not flush it. Throws Error with the system's own reason
/// (std::filesystem calls a full disk an input/output error).
void write_copy(const std::filesystem::path& from, const std::filesystem::path& to);

/// Flushes the folder that holds `path`. Throws Error.
void sync_parent(const std::filesystem::path& path);

/// Flushes every file of a folder, and the folder itself. Throws Error.
void sync_contents(const std::filesystem::path& folder);

/// The same, and the folder's entry in its parent.
void sync_folder(const std::filesystem::path& folder);

}  // namespace dateline
