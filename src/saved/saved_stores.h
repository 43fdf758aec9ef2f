// SPDX-License-Identifier: GPL-2.0-or-later
// SavedStores: what users saved, open to be changed: saved queries, groups of sources, alerts. Used
// by the commands that change them and by alerts/. Searches read queries and groups through a
// Catalog. A process may write here while another holds the writer's lock.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "alert_store.h"
#include "catalog/query_store.h"

namespace dateline {

class SavedStores {
 public:
  /// Throws Error where there is no archive. The file is made by the first change.
  explicit SavedStores(const std::filesystem::path& folder);
  ~SavedStores();
  SavedStores(const SavedStores&) = delete;
  SavedStores& operator=(const SavedStores&) = delete;

  QueryStore& queries();
  const QueryStore& queries() const;
  AlertStore& alerts();
  const AlertStore& alerts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What earlier versions saved in the catalog is moved to saved.db. Called by the process that
/// holds the writer's lock. It may die at any moment: what is moved is removed last.
void move_saved(const std::filesystem::path& folder);

// What keeps the file whole, for verify, snapshot and repair.
/// Whatever is wrong with saved.db of an archive, a sentence each; none where there is none.
std::vector<std::string> check_saved(const std::filesystem::path& folder);

/// Writes a copy of saved.db, as it is now, to the folder of another archive. Nothing where there
/// is none.
void copy_saved(const std::filesystem::path& folder, const std::filesystem::path& to);

/// Writes all that can be read of the saved.db in `damaged` to a new one in `made`. Returns the
/// tables that may have lost rows. The damaged one may be changed by reading it.
std::vector<std::string> salvage_saved(const std::filesystem::path& damaged,
                                       const std::filesystem::path& made);

}  // namespace dateline
