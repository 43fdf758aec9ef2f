// SPDX-License-Identifier: GPL-2.0-or-later
// watch: keeps an archive up to date with folders. It holds the writer's lock only while it adds
// files, so that other commands can write in between. Used by the command watch. folder_events
// reports the complete files.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "ingest/ingest.h"

namespace dateline::indexing {

struct WatchOptions {
  IngestOptions ingest;                                // `stop` ends the watch
  std::chrono::milliseconds every{2'000};              // at least between two commits
  std::function<void(const IngestReport&)> committed;  // called after each commit
  std::function<void(const std::string&)> told;        // called with the reason of a delay
};

/// Adds the files that have changed since the last run, then new and changed files until it is
/// stopped. Returns the sum of all reports. Articles of deleted files stay in the archive. Throws
/// Error.
IngestReport watch(const std::filesystem::path& archive, const Resources& resources,
                   const std::vector<std::string>& folders, const WatchOptions& options);

}  // namespace dateline::indexing
