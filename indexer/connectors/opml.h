// SPDX-License-Identifier: GPL-2.0-or-later
// OPML: lists of feeds that feed readers export. For groups of sources (saved_commands) a folder is
// a group, and the titles of the feeds in it, at any depth, are its sources. For fetch it gives the
// addresses of all feeds.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

/// The groups by name, as written. Throws Error when it is no OPML.
std::map<std::string, std::vector<std::string>> read_opml(const std::filesystem::path& file);

/// The addresses of feeds as written, in order. Throws Error when it is no OPML; the message calls
/// it `name`.
std::vector<std::string> opml_addresses(std::string_view opml, const std::string& name);

/// True when a text begins as OPML does.
bool looks_like_opml(std::string_view text);

}  // namespace dateline::indexing
