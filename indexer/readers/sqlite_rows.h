// SPDX-License-Identifier: GPL-2.0-or-later
// SqliteRows: the tables of a stranger's database and their rows. The file is opened in a process
// of its own (isolated_worker.h), read-only, and nothing that its schema defines is run. Used by
// the reader of SQLite. It does not know what an article is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "system/isolated_worker.h"

namespace dateline::indexing {

struct SqliteTable {
  std::string name;
  std::vector<std::string> columns;
};

class SqliteRows {
 public:
  /// The file at `path` must stay as long as this. No value is longer than `longest_value`.
  SqliteRows(std::string path, std::uint64_t longest_value);

  /// Throws Error where the file is no database, or a damaged one.
  std::vector<SqliteTable> tables();

  /// Some rows of a table from number `first` on, at least one; none at the end. Each has a string
  /// for each column, empty for a BLOB. Throws Error where the database is damaged there.
  std::vector<std::vector<std::string>> rows(const SqliteTable& table, std::uint64_t first);

 private:
  std::vector<std::string> ask(std::string_view what, const std::string& table,
                               std::uint64_t first);

  const std::string path_;
  const std::uint64_t longest_value_;
  IsolatedWorker worker_;
};

/// What the process answers. Tests and fuzz programs call it in their own.
std::string answer_about_database(std::string_view request);

}  // namespace dateline::indexing
