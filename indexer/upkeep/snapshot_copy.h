// SPDX-License-Identifier: GPL-2.0-or-later
// Makes a consistent copy of an archive that is in use: catalog and index as of one moment. It
// reads as any reader does, takes no lock of the archive and does not change it. Used by the
// command snapshot.
#pragma once

#include <cstdint>
#include <filesystem>

#include "ingest/archive_writer.h"

namespace dateline::indexing {

/// Copies `folder` to `target`, which must be empty or not exist, and returns how many articles the
/// copy has. The copy is written beside the target, an unfinished run is completed in it, it is
/// verified, and only then gets its name. Remains of a copy that died are removed first. Throws
/// Error.
std::uint64_t snapshot_copy(const std::filesystem::path& folder,
                            const std::filesystem::path& target, const Resources& resources);

}  // namespace dateline::indexing
