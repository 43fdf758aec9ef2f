// SPDX-License-Identifier: GPL-2.0-or-later
// The part of verify that reads the index: against its own statistics, and every document against
// the article of its row. Memory: some ten bytes a document where it is deep.
#pragma once

#include <filesystem>
#include <string>

#include "catalog/catalog.h"
#include "verify.h"

namespace Xapian {
class Database;
}

namespace dateline::indexing {

/// Fills a report; the list of sentences ends with a count when there are too many.
class Findings {
 public:
  explicit Findings(VerifyReport& report) : report_(report) {}
  void add(Finding::About about, Row row, std::string sentence);
  bool any(Finding::About about) const;
  void finish();

 private:
  VerifyReport& report_;
};

/// What Xapian's own check of a database finds; "" = nothing.
std::string own_check_of_index(const std::filesystem::path& terms);

/// Throws what Xapian throws for a database that is damaged or has changed.
void check_index(const Catalog& catalog, const Xapian::Database& db, const VerifyOptions& options,
                 VerifyReport& report, Findings& findings);

}  // namespace dateline::indexing
