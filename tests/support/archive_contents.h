// SPDX-License-Identifier: GPL-2.0-or-later
// ArchiveContents: everything that two archives of the same articles share, however they were made:
// every article with its row and its document, and the files on disk. For tests that compare an
// archive with that of an undisturbed run. It holds no document numbers.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace dateline {

struct ArchiveContents {
  std::map<std::string, std::string> articles;  // by id: catalog row and document, as text
  std::string rest;                             // problems, totals, rejected records, files

  bool operator==(const ArchiveContents&) const = default;
};

/// Of an archive at rest; empty where there is none.
ArchiveContents contents_of(const std::filesystem::path& folder);

/// Whether each article is as in one of the two, absent in either included.
bool between(const ArchiveContents& contents, const ArchiveContents& before,
             const ArchiveContents& after);

/// What the second has and the first has not, and the other way round; one line each.
std::string difference(const ArchiveContents& expected, const ArchiveContents& found);

}  // namespace dateline
