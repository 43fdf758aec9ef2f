// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the articles of an archive as one standard Xapian database, with term lists and positions,
// for other programs: the archive's own segments have neither. Used by the command export. The
// database is not read again by Dateline.
#pragma once

#include <cstdint>
#include <filesystem>

namespace dateline::indexing {

/// Writes a new database to `folder`, which must not exist or be empty, and returns the number of
/// articles. Their document numbers are those of the index; the data of each is a JSON object of
/// id, title, url, source, language and time. Throws Error; what was begun is then removed.
std::uint64_t export_to_xapian(const std::filesystem::path& archive,
                               const std::filesystem::path& folder);

}  // namespace dateline::indexing
