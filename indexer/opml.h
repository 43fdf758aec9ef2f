// SPDX-License-Identifier: GPL-2.0-or-later
// OPML: lists of feeds as readers of feeds export them. A folder is a group, the titles of the
// feeds in it (and in folders inside it) are its sources. Feeds outside of folders are left out.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dateline {

/// The groups by name, as written. Throws Error when it is no OPML.
std::map<std::string, std::vector<std::string>> read_opml(const std::filesystem::path& file);

}  // namespace dateline
