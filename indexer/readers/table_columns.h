// SPDX-License-Identifier: GPL-2.0-or-later
// TableColumns: what the columns of a table are in an article, by their names, by a layout
// (record_layouts.h), by --map, and the article of a row. Used by the readers of CSV and SQLite;
// knows nothing of how a row is written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "field_map.h"
#include "record_layouts.h"

namespace dateline::indexing {

class TableColumns {
 public:
  explicit TableColumns(const ReadOptions& options)
      : options_(options), mapped_(mapped_keys(options)) {}

  /// Takes the names of the columns; false when no title and no text is among them.
  bool assign(const std::vector<std::string>& names);
  /// Takes the first row of a table that may have no header; false when it is one, or nothing is
  /// known of the columns.
  bool assign_without_header(const std::vector<std::string>& cells);

  /// The article of a row, which has as many cells as there are columns, or more that are empty.
  /// Nothing for a row that is none by its nature.
  std::optional<Record> read(const std::vector<std::string>& cells, std::uint64_t line);

  const std::vector<std::string>& names() const { return names_; }
  const std::vector<MappedKey>& mapped() const { return mapped_; }
  std::vector<UnreadKey> unread() const { return bytes_.large(); }
  std::uint64_t skipped() const { return skipped_; }
  bool is_export() const { return layout_ != nullptr && layout_->is_export(); }

 private:
  bool assign_aliases();
  std::string cell(const std::vector<std::string>& cells, std::string_view path) const;

  const ReadOptions& options_;
  std::vector<MappedKey> mapped_;
  std::vector<std::string> names_;
  std::vector<std::optional<FieldAlias>> aliases_;  // of the columns
  const Layout* layout_ = nullptr;
  ArticleParts parts_;
  UnreadKeys bytes_;
  std::uint64_t skipped_ = 0;
};

/// How many parts of an article these columns name; topics and pages, which stand in other tables,
/// too, do not count.
std::size_t known_columns(const std::vector<std::string>& names);

}  // namespace dateline::indexing
