// SPDX-License-Identifier: GPL-2.0-or-later
#include "open_snapshot.h"

#include <fmt/format.h>
#include <xapian.h>

#include <cerrno>
#include <cstring>

#include "error.h"
#include "index_checksums.h"
#include "system/archive_files.h"

namespace dateline {

namespace {

[[noreturn]] void cannot_open(const std::filesystem::path& folder, const Xapian::Error& error) {
  const std::string reason = error.get_error_string() == nullptr ? "" : error.get_error_string();
  throw Error(fmt::format("the index in {} cannot be opened{}{}", folder.string(),
                          reason.empty() ? "" : ": ", reason),
              reason == std::strerror(EACCES)
                  ? "its owner can let others read it: dateline-indexer --mode 640 optimize"
                  : "run: dateline-indexer repair");
}

[[noreturn]] void not_as_written(const std::filesystem::path& terms,
                                 const std::vector<std::string>& files) {
  throw Error(fmt::format("the index in {} is damaged: {} {} not what was written", terms.string(),
                          fmt::join(files, ", "), files.size() == 1 ? "is" : "are"),
              "run: dateline-indexer repair");
}

}  // namespace

/// Opens the index, pins the catalog, and checks that the index is still the newest. So every
/// article of the index is in the pinned catalog.
Xapian::Database open_snapshot(const std::filesystem::path& folder, Catalog& catalog) {
  constexpr int kTries = 100;
  for (int i = 1;; ++i) {
    const std::uint64_t generation = catalog.generation();
    const std::filesystem::path terms = terms_folder(folder, generation);
    try {
      Xapian::Database db;
      if (generation != 0) db = Xapian::Database(terms.string());
      catalog.pin();
      if (catalog.generation() == generation && (generation == 0 || !db.reopen())) {
        const std::vector<std::string> changed = changed_files(terms, ChecksumScope::at_opening);
        if (changed.empty()) return db;
        if (i == kTries) not_as_written(terms, changed);  // else a writer is changing it
      }
    } catch (const Xapian::DatabaseOpeningError& e) {
      if (i == kTries) cannot_open(folder, e);  // else a writer has just put another in its place
    }
    if (i == kTries)
      throw Error("the index changes faster than it can be opened",
                  "run this again when the indexer has finished");
    catalog.unpin();
  }
}

}  // namespace dateline
