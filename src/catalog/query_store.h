// SPDX-License-Identifier: GPL-2.0-or-later
// QueryStore: the queries users saved and the groups of sources they named, in saved.db. A Catalog
// returns it to be read, SavedStores to be changed. It stores texts and does not parse them. A
// process may write here while another holds the writer's lock, because the file is another and
// each change is a transaction of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "article.h"

namespace dateline {

class SavedDatabase;

/// A query saved under a name.
struct SavedQuery {
  std::string name, text;
  Timestamp made = 0;
};

/// The stored form of a name of a saved query or a group of sources: lower case letters, digits,
/// "-" and "_". Throws Error for any other name.
std::string normal_name(std::string_view name);

/// Names must be in the form of normal_name().
class QueryStore {
 public:
  explicit QueryStore(SavedDatabase& database) : database_(database) {}

  std::vector<SavedQuery> queries() const;  // by name
  std::optional<SavedQuery> query(std::string_view name) const;
  void save(const SavedQuery& query);  // replaces the query of that name
  bool remove(std::string_view name);  // false: there is none

  std::vector<std::string> source_groups() const;  // names
  /// The sources of a group; empty if there is no such group.
  std::vector<std::string> source_group(std::string_view name) const;
  void set_source_group(std::string_view name, const std::vector<std::string>& sources);
  bool remove_source_group(std::string_view name);

 private:
  SavedDatabase& database_;
};

}  // namespace dateline
