// SPDX-License-Identifier: GPL-2.0-or-later
// A whole glass database being written: its folder, its tables, its version file; and the table of
// positions beside it. Used by segment and glass_merge. Has no tables of term
// lists, document data, positions, spelling or synonyms: none of ours needs them.
#pragma once

#include <filesystem>

#include "glass_format.h"
#include "glass_table.h"

namespace dateline::glass {

class DatabaseWriter {
 public:
  /// Creates the folder, which must not exist. Throws Error.
  DatabaseWriter(const std::filesystem::path& folder, WriteOut write_out);
  /// Removes the folder unless finish() came to its end.
  ~DatabaseWriter();
  DatabaseWriter(const DatabaseWriter&) = delete;
  DatabaseWriter& operator=(const DatabaseWriter&) = delete;

  /// Finishes the tables, then writes the version file, which makes the folder a database.
  void finish(const Statistics& statistics);

 private:
  /// Creates the folder before the tables, removes it after them.
  struct Folder {
    explicit Folder(const std::filesystem::path& path);
    ~Folder();
    std::filesystem::path path;
    bool keep = false;
  };
  Folder folder_;
  const WriteOut write_out_;

 public:
  TableWriter postlist;
  TableWriter positions;  // no table of the database: Xapian does not know it
};

}  // namespace dateline::glass
