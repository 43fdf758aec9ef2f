// SPDX-License-Identifier: GPL-2.0-or-later
// What an answer says of an archive that does not hold all that it was given. For the searcher, the
// status and the metrics of the server. The facts are those of archive/unfinished_run.
#pragma once

#include <filesystem>
#include <optional>

#include "archive/unfinished_run.h"
#include "results/results.h"

namespace dateline::searching {

/// Nothing where the archive is complete.
std::optional<Incompleteness> incompleteness(const std::optional<UnfinishedRun>& run,
                                             Timestamp now);

/// The same of the archive as it is now. Nothing, too, where it cannot be read.
std::optional<Incompleteness> present_incompleteness(const std::filesystem::path& folder,
                                                     Timestamp now);

/// As a note of an answer. It is not on the query, so --strict does not refuse it.
Note note_of(const Incompleteness& incomplete);

}  // namespace dateline::searching
