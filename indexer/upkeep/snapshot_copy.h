// SPDX-License-Identifier: GPL-2.0-or-later
// A consistent copy of an archive, while readers and a writer are at work: catalog and index as of
// one moment, both read as any reader does. Takes no lock of the archive and changes nothing there.
#pragma once

#include <cstdint>
#include <filesystem>

#include "ingest/archive_writer.h"

namespace dateline::indexing {

/// Copies `folder` to `target`, which must be empty or not exist, and returns how many articles the
/// copy has. It is written beside the target, finished (what a run had begun is completed there),
/// verified and only then given its name. What a copy that died left there is removed first.
/// Throws Error.
std::uint64_t snapshot_copy(const std::filesystem::path& folder,
                            const std::filesystem::path& target, const Resources& resources);

}  // namespace dateline::indexing
