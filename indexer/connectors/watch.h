// SPDX-License-Identifier: GPL-2.0-or-later
// watch: keeps an archive up to date with folders. It holds the writer's lock only while it adds
// what has come, so that other commands have their turns. Used by the command of that name; which
// files are complete is known to folder_events.
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
  std::function<void(const IngestReport&)> committed;  // told of each
  std::function<void(const std::string&)> told;        // of what delays it
};

/// Adds what has changed in the folders since they were read last, then what comes, until it is
/// stopped. The sum of it. What is deleted stays in the archive. Throws Error.
IngestReport watch(const std::filesystem::path& archive, const Resources& resources,
                   const std::vector<std::string>& folders, const WatchOptions& options);

}  // namespace dateline::indexing
