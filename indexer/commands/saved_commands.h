// SPDX-License-Identifier: GPL-2.0-or-later
// The commands that keep what users name: saved queries (query:NAME in a search) and groups of
// sources (source:@NAME). Used by main; they write the catalog only, never the index.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dateline::indexing {

/// What follows the command's name.
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
