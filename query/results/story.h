// SPDX-License-Identifier: GPL-2.0-or-later
// Story: the life of a report: who had it first, and what each copy kept and changed. query/search
// fills it, the presenter below prints it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "count_table.h"
#include "results.h"

namespace dateline::searching {

struct StoryCopy {
  std::string id, title, source;
  std::optional<Timestamp> published;
  std::optional<int> utc_offset;
  bool day_only = false;  // midnight: the time is not known
  Timestamp first_seen = 0;
  std::optional<std::int64_t> seconds;  // since the article it is compared with, if both are known
  std::optional<std::int64_t> days;     // the same in days, where only those are known
  // Of the words: those of the compared article that this one kept, and those that are its own. A
  // word is kept where it stands among five in a row that both have.
  double kept = 1, own = 0;
  double likeness = 1;  // runs of five words that both have, by those that either has
  bool own_title = false;
  std::vector<std::string> own_paragraphs, dropped_paragraphs;  // mostly so
  bool apart = false;  // it shares less than three tenths with that article
};

struct Story {
  std::string asked;              // the id
  std::string first;              // its id; empty where times do not tell
  std::string compared_with;      // the id of the article that shares and times are of
  std::size_t outlets = 0;        // sources
  std::vector<StoryCopy> copies;  // by time; what is known by its day alone ends that day
  std::uint64_t undated = 0;      // they are at the end
  ArchiveState archive;
};

/// Of TableFormat: text, json, csv or tsv.
void present(std::ostream& out, const Story& story, const TableOptions& options);

}  // namespace dateline::searching
