// SPDX-License-Identifier: GPL-2.0-or-later
// The commands query and group: saved queries (query:NAME in a search) and groups of sources
// (source:@NAME). They write saved.db only.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dateline::indexing {

/// The arguments of either command.
struct SavedCommand {
  std::string name;               // none: list
  std::vector<std::string> rest;  // the text of a query, in one or more parts; or sources
  std::string import;             // an OPML file
  bool remove = false;
  bool json = false, quiet = false;
};

/// dateline-indexer query. Returns the exit code, as the next.
int run_query_command(const std::filesystem::path& folder, const SavedCommand& command);
/// dateline-indexer group.
int run_group_command(const std::filesystem::path& folder, const SavedCommand& command);

}  // namespace dateline::indexing
