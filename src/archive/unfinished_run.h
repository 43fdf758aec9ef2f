// SPDX-License-Identifier: GPL-2.0-or-later
// Whether all that was to be added to an archive can be found in it, or a run of the indexer is
// under way, was stopped, or died. Used by searches, status and verify; they say it with each
// answer. Reads only, takes no lock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "catalog/catalog.h"

namespace dateline {

struct UnfinishedRun {
  enum class State {
    under_way,
    stopped,    // by a signal: the same command goes on
    failed,     // it ended with an error, or was killed
    copied,     // it was under way when this copy of the archive was made
    completes,  // nothing is to be added again: the next writer completes what is in the catalog
  };
  State state = State::failed;
  std::string command;         // "add", "fetch" or "watch"; empty: not known
  bool is_last = true;         // no later run of this command has ended
  Timestamp started = 0;       // 0: not known
  Timestamp ended = 0;         // when it was last heard of
  std::uint64_t read = 0;      // articles, by the run
  std::uint64_t findable = 0;  // of these: in the index
  std::uint64_t waiting = 0;   // articles in the catalog, for a writer to index
  std::uint64_t leaving = 0;   // removed articles that the index still holds
};

/// Nothing where all is in the index and each input was read to its end. `seen` is a state of the
/// archive's catalog, pinned or not.
std::optional<UnfinishedRun> unfinished_run(const std::filesystem::path& folder,
                                            const Catalog& seen);

/// One sentence, without a full stop: "an add is under way since 20:32 UTC: 74,000 articles read,
/// 60,000 findable".
std::string sentence_of(const UnfinishedRun& run, Timestamp now);

/// "under_way", for JSON.
std::string_view name_of(UnfinishedRun::State state);

/// Whether a process holds the writer's lock.
bool writer_at_work(const std::filesystem::path& folder);

}  // namespace dateline
