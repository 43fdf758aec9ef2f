// SPDX-License-Identifier: GPL-2.0-or-later
// The permissions of an archive's files: for the owner only, unless --mode set others when the
// archive was made or later. All other code relies on the umask of the process.
#pragma once

#include <filesystem>
#include <string>

namespace dateline::indexing {

/// Sets the umask for files of the archive in `folder`. `mode` is octal permissions of a file, such
/// as 640; folders may be entered by those who may read. Existing files are changed, too. An empty
/// mode keeps the permissions of the archive's catalog; a new archive has 600 or less. Throws
/// Error.
void use_file_mode(const std::filesystem::path& folder, const std::string& mode);

}  // namespace dateline::indexing
