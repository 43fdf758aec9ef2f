// SPDX-License-Identifier: GPL-2.0-or-later
// Who may read and write an archive's files: the owner only, unless --mode said otherwise when it
// was made or later. Everything below sets permissions by the process's umask.
#pragma once

#include <filesystem>
#include <string>

namespace dateline::indexing {

/// Sets the umask for files of the archive in `folder`. `mode`: octal permissions of a file, such
/// as 640; folders can be entered by whoever may read. What is there already is changed to them.
/// Empty: those of the archive's catalog, else 600 or less. Throws Error.
void use_file_mode(const std::filesystem::path& folder, const std::string& mode);

}  // namespace dateline::indexing
