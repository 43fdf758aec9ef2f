// SPDX-License-Identifier: GPL-2.0-or-later
#include "incompleteness.h"

#include <exception>

#include "catalog/catalog.h"

namespace dateline::searching {

std::optional<Incompleteness> incompleteness(const std::optional<UnfinishedRun>& run,
                                             Timestamp now) {
  if (!run) return std::nullopt;
  Incompleteness incomplete;
  incomplete.state = name_of(run->state);
  incomplete.command = run->command;
  if (run->started != 0) incomplete.since = run->started;
  incomplete.read = run->read;
  incomplete.findable = run->findable;
  incomplete.waiting = run->waiting;
  incomplete.message = sentence_of(*run, now);
  return incomplete;
}

std::optional<Incompleteness> present_incompleteness(const std::filesystem::path& folder,
                                                     Timestamp now) try {
  return incompleteness(unfinished_run(folder, Catalog(folder, Catalog::Mode::read)), now);
} catch (const std::exception&) {
  return std::nullopt;
}

Note note_of(const Incompleteness& incomplete) {
  return {{0, 0}, "incomplete-archive", incomplete.message};
}

}  // namespace dateline::searching
