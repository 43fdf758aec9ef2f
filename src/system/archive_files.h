// SPDX-License-Identifier: GPL-2.0-or-later
// Where an archive lies and what its files are called. Nothing else knows these names.
#pragma once

#include <cstdint>
#include <filesystem>

namespace dateline {

/// The archive's folder when --index is not given: $DATELINE_INDEX, else
/// $XDG_DATA_HOME/dateline, else ~/.local/share/dateline.
std::filesystem::path default_index();

// Everything below `index`, the archive's folder.
std::filesystem::path terms_folder(const std::filesystem::path& index, std::uint64_t generation);
std::filesystem::path scratch_folder(const std::filesystem::path& index);
std::filesystem::path lock_file(const std::filesystem::path& index);
/// What repair has made anew of the catalog, and the damaged one, until each has its place.
std::filesystem::path repaired_folder(const std::filesystem::path& index);
/// Where repair puts what it replaces: the first such folder that is free.
std::filesystem::path next_damaged_folder(const std::filesystem::path& index);

}  // namespace dateline
