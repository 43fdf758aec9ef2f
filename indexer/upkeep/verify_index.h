// SPDX-License-Identifier: GPL-2.0-or-later
// The part of verify that reads the index. It checks the index against its statistics, and every
// document against the article of its row. A deep check takes about ten bytes of memory for each
// document.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>

#include "archive/open_segments.h"
#include "catalog/catalog.h"
#include "verify.h"

namespace Xapian {
class Database;
}

namespace dateline::indexing {

/// Fills a report. When there are too many sentences, their list ends with a count.
class Findings {
 public:
  explicit Findings(VerifyReport& report) : report_(report) {}
  void add(Finding::About about, Row row, std::string sentence);
  bool any(Finding::About about) const;
  void finish();

 private:
  VerifyReport& report_;
};

/// The findings of Xapian's own check of a database; "" = none.
std::string own_check_of_index(const std::filesystem::path& terms);

/// The ids of the articles of a segment, by their rows. A document does not know its own.
std::unordered_map<Row, std::string> ids_in(const Xapian::Database& segment);

/// Throws what Xapian throws for a database that is damaged.
void check_index(const Catalog& catalog, const SegmentFolders& segments,
                 const VerifyOptions& options, VerifyReport& report, Findings& findings);

}  // namespace dateline::indexing
