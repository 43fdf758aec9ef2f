// SPDX-License-Identifier: GPL-2.0-or-later
// What the reports of add, fetch, watch and status have in common: the four counts of a run, as a
// line and as members of a JSON object. `Counts` is an IngestReport or a RunRecord.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "commands.h"

namespace dateline::indexing {

inline constexpr std::string_view kStoppedLine =
    "stopped before the end: what was read is indexed; run the same command again: it goes on "
    "where "
    "it stopped\n";

template <class Counts>
std::string counts_line(const Counts& counts) {
  return fmt::format("added {}  updated {}  unchanged {}  rejected {}", counts.added,
                     counts.updated, counts.unchanged, counts.rejected);
}

template <class Counts>
void put_counts(Json& json, const Counts& counts) {
  json["added"] = counts.added;
  json["updated"] = counts.updated;
  json["unchanged"] = counts.unchanged;
  json["rejected"] = counts.rejected;
}

}  // namespace dateline::indexing
