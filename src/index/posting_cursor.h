// SPDX-License-Identifier: GPL-2.0-or-later
// NumberedCursor: the entries of a table whose keys are one prefix and a document number, by their
// numbers. Used by position_lists. A term's entries fill whole leaves, one a document, and which of
// them has a number is nearly where their spacing says: it is looked for there, and no keys are
// compared. Where many of a leaf are asked for, the numbers of all are read first: that is quicker
// than to look for each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mapped_table.h"

namespace dateline {

class NumberedCursor {
 public:
  /// The table must outlive it.
  NumberedCursor(const MappedTable& table, std::string prefix)
      : cursor_(table), key_(std::move(prefix)), prefix_(key_.size()) {}

  /// To the first entry whose number is not before `number`, which is not before the one it stands
  /// on; returns that number. Absent (kNone) at the end.
  std::uint32_t find(std::uint32_t number);
  static constexpr std::uint32_t kNone = 0xffffffff;

  /// The eight bytes before its end can be read, also where it has fewer.
  std::string_view tag() const { return tag_; }

 private:
  bool is_numbered(std::string_view key) const;
  std::uint32_t number_of(std::string_view key) const;
  std::uint32_t number_at(std::size_t item) const { return number_of(cursor_.key_at(item)); }
  void look_round();
  std::uint32_t stand_on(std::size_t item, std::uint32_t number);
  void read_numbers();
  std::uint32_t find_read(std::uint32_t number);
  std::size_t first_from(std::uint32_t number) const;

  TableCursor cursor_;
  std::string key_;
  std::size_t prefix_;  // of the key, its size
  std::uint32_t at_ = 0;
  std::string_view tag_;
  // Of the leaf: the last item with the prefix.
  const void* leaf_ = nullptr;
  std::size_t last_item_ = 0;
  std::uint32_t last_ = 0;
  double items_a_number_ = 0;
  std::size_t finds_ = 0;  // in it
  // Of its items from the first on, where they have been read.
  std::size_t first_read_ = 0, at_read_ = 0;
  std::vector<std::uint32_t> numbers_;  // behind them more that are beyond any
};

}  // namespace dateline
