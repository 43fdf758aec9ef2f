// SPDX-License-Identifier: GPL-2.0-or-later
// NewArticles: one state of an archive, searched among some rows only: those that arrived after
// another. Every query finds there what it finds in a search of the whole. Used by new_hits.h,
// which decides what of it is told. One object belongs to one thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/version_store.h"
#include "snapshot/snapshot.h"

namespace dateline::alerts {

class NewArticles {
 public:
  /// The present state, which must have `last` as its last row where that is given; or the state
  /// that had `as_of` as its last row. Throws Error.
  NewArticles(const std::filesystem::path& folder, Timestamp now,
              std::optional<Row> last = std::nullopt, std::optional<Row> as_of = std::nullopt);

  Row last() const { return last_; }
  /// The articles that can be found and whose row is behind `row`.
  const searching::DocSet& after(Row row);
  searching::DocSet none() const { return snapshot_.no_documents(); }
  /// What the query finds of those in `within`. Throws Error, also where it takes too long.
  searching::DocSet match(const std::string& text, const searching::DocSet& within);
  bool matches(const std::string& text, Row row);

  std::string id(Row row) const { return snapshot_.archives().own_id(row); }
  std::vector<VersionRecord> versions(const std::string& id) const {
    return snapshot_.catalog().versions().of(id);
  }
  const searching::NearDuplicates& stories() { return snapshot_.near_duplicates(); }

 private:
  searching::Snapshot snapshot_;
  const Timestamp now_;
  Row last_ = 0;
  std::map<Row, searching::DocSet> after_;
};

}  // namespace dateline::alerts
