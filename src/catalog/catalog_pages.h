// SPDX-License-Identifier: GPL-2.0-or-later
// CatalogPages: reads the records of a damaged SQLite file page by page, without the tree that
// leads to them (sqlite.org/fileformat2.html). Used by catalog_salvage when SQLite itself cannot
// read them. A record is a list of values; this code knows no tables.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dateline {

struct PageValue {
  enum class Type { null, integer, real, text, blob };
  Type type = Type::null;
  std::int64_t integer = 0;
  double real = 0;
  std::string bytes;  // of texts and blobs
};

using PageRecord = std::vector<PageValue>;

class CatalogPages {
 public:
  /// Throws Error when the file cannot be read.
  explicit CatalogPages(const std::filesystem::path& file);

  /// Records of tables with their row numbers.
  void for_each_row(const std::function<void(std::int64_t row, const PageRecord&)>& visit);
  /// Records of indexes, and of tables without row numbers.
  void for_each_key(const std::function<void(const PageRecord&)>& visit);

 private:
  enum : std::uint8_t { kIndexInterior = 2, kIndexLeaf = 10, kTableLeaf = 13 };

  std::size_t guessed_page_size();
  bool read_page(std::uint64_t number, std::string& page);
  void for_each_cell(
      const std::function<void(std::uint8_t type, const std::string& page, std::size_t at)>& visit);
  std::optional<PageRecord> record(const std::string& page, std::size_t at, std::uint64_t size,
                                   bool of_table);

  std::ifstream file_;
  std::uint64_t file_size_ = 0;
  std::size_t page_size_ = 0;
};

}  // namespace dateline
