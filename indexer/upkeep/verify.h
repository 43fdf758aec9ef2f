// SPDX-License-Identifier: GPL-2.0-or-later
// verify: compares the two stores of an archive with each other, and runs the check of each one's
// library. Reads only, as of one moment, while a writer may be at work. Repairs nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace dateline::indexing {

struct Finding {
  enum class About {
    unfinished,  // a run died; the next one that writes completes it
    catalog,     // the tables
    article,     // the contents of a row
    known_loss,  // an article that an earlier repair could not restore
    index,       // the index as such
    missing,     // a row without a document
    extra,       // a document without a row
    different,   // a document that is not what its article makes
  };
  About about;
  Row row = 0;  // of the article or document, where it is about one
};

struct VerifyReport {
  std::uint64_t articles = 0;         // current in the catalog
  std::uint64_t documents = 0;        // in the index
  std::uint64_t compared = 0;         // articles whose contents were compared with their documents
  std::vector<Finding> findings;      // all of them
  std::vector<std::string> problems;  // the same, a sentence each; at most a hundred, then a count
};

struct VerifyOptions {
  bool deep = false;             // all contents, and the whole of Xapian's and SQLite's checks
  bool index = true;             // false: the catalog alone
  std::uint32_t sample = 1'000;  // articles to compare where it is not deep
};

/// Throws Error where there is no archive, or one of other versions; damage is never thrown.
VerifyReport verify(const std::filesystem::path& folder, const VerifyOptions& options = {});

/// Xapian opens its files for writing to check them. Where that is not allowed a deep verify reads
/// and compares everything all the same, without Xapian's own check. `terms`: a folder of indexes.
bool own_check_possible(const std::filesystem::path& terms);

}  // namespace dateline::indexing
