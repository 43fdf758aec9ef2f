// SPDX-License-Identifier: GPL-2.0-or-later
// verify: compares the two stores of an archive, and runs the checks of their libraries. It reads
// the state of one moment, also while a writer is at work, and repairs nothing. Used by the
// commands verify, repair and snapshot.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace dateline::indexing {

struct Finding {
  enum class About {
    unfinished,  // a run died; the next writer completes it
    catalog,     // the tables
    saved,       // saved.db
    article,     // the contents of a row
    known_loss,  // an article that an earlier repair could not restore
    index,       // the index as a whole
    missing,     // a row without a document
    extra,       // a document without a row
    different,   // a document that does not match its article
  };
  About about;
  Row row = 0;  // of the article or document, if it concerns one
};

struct VerifyReport {
  std::uint64_t articles = 0;         // current in the catalog
  std::uint64_t documents = 0;        // in the index
  std::uint64_t compared = 0;         // articles whose contents were compared with their documents
  std::vector<Finding> findings;      // all of them
  std::vector<std::string> problems;  // the findings as sentences: at most a hundred, then a count

  /// Of `problems`, what the next command that writes completes, and what is for repair.
  std::vector<std::string> unfinished() const;
  std::vector<std::string> damage() const;
};

struct VerifyOptions {
  bool deep = false;             // all contents, and Xapian's and SQLite's checks in full
  bool index = true;             // false: the catalog alone
  std::uint32_t sample = 1'000;  // articles to compare if it is not deep
};

/// Throws Error when there is no archive, or it has other versions. Damage is a finding, not an
/// Error.
VerifyReport verify(const std::filesystem::path& folder, const VerifyOptions& options = {});

/// Whether Xapian can run its own check, for which it opens files for writing. If it cannot, a deep
/// verify still reads and compares everything. `terms` is the folder of an index.
bool own_check_possible(const std::filesystem::path& terms);

}  // namespace dateline::indexing
