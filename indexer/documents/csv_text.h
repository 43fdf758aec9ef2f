// SPDX-License-Identifier: GPL-2.0-or-later
// The cells of a sheet as CSV (RFC 4180), which the CSV reader reads. Used by the parsers of XLSX
// and ODS.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

class CsvText {
 public:
  explicit CsvText(std::uint64_t limit) : limit_(limit) {}

  /// Columns beyond kMostColumns are left out.
  static constexpr std::size_t kMostColumns = 1000;
  void set(std::size_t column, std::string_view value);
  /// Ends the row. Throws Error where the sheet becomes longer than the limit.
  void end_row();
  std::string take() { return std::move(text_); }

 private:
  std::uint64_t limit_;
  std::string text_;
  std::vector<std::string> row_;
  std::size_t width_ = 0;  // of the first row: rows are made as wide
};

/// A day, or a time with seconds, from days since 1899-12-30 as spreadsheets count them. Empty for
/// numbers that are no dates.
std::string date_of_serial(double days, bool since_1904);

}  // namespace dateline::indexing
