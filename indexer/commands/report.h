// SPDX-License-Identifier: GPL-2.0-or-later
// The four counts of a run, as a line and as members of a JSON object. Used by the reports of add,
// fetch, watch and status. `Counts` is an IngestReport or a RunRecord.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// "skipped 212 pdf, 31 docx, 4 rtf", most first; empty where every file was read.
inline std::string skipped_files_line(const std::map<std::string, std::uint64_t>& files) {
  std::vector<std::pair<std::string, std::uint64_t>> kinds(files.begin(), files.end());
  std::ranges::stable_sort(kinds, std::ranges::greater(),
                           [](const auto& kind) { return kind.second; });
  std::string line;
  for (const auto& [kind, count] : kinds)
    line += fmt::format("{}{} {}", line.empty() ? "skipped " : ", ", count, kind);
  return line;
}

/// "too long and cut: source of 2 articles, url of 1"; empty where nothing was.
inline std::string cut_fields_line(const std::map<std::string, std::uint64_t>& fields) {
  std::string line;
  for (const auto& [field, articles] : fields)
    line += line.empty()
                ? fmt::format("too long and cut: {} of {}", field, counted(articles, "article"))
                : fmt::format(", {} of {}", field, articles);
  return line;
}

template <class Counts>
void put_counts(Json& json, const Counts& counts) {
  json["added"] = counts.added;
  json["updated"] = counts.updated;
  json["unchanged"] = counts.unchanged;
  json["rejected"] = counts.rejected;
}

}  // namespace dateline::indexing
