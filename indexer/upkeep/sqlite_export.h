// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the articles of an archive as a plain SQLite database for other programs: Datasette,
// OpenRefine, R, pandas. Its tables are described in docs/sqlite.md. Used by the command export.
// The catalog itself is no such file: its texts are compressed, and a reader would hold its lock.
#pragma once

#include <cstdint>
#include <filesystem>

namespace dateline::indexing {

/// Writes a new file, which must not exist, and returns the number of articles. Throws Error; what
/// was begun is then removed.
std::uint64_t export_to_sqlite(const std::filesystem::path& archive,
                               const std::filesystem::path& file);

}  // namespace dateline::indexing
