// SPDX-License-Identifier: GPL-2.0-or-later
// NumberedCursor: finds the entries of a table whose keys are one prefix and a document number, by
// their numbers. Used by position_lists. A frequent term has an entry for each document, and they
// fill whole leaves. The cursor interpolates between the numbers of a leaf instead of comparing
// keys. If many entries of a leaf are asked for, it reads all numbers of the leaf first, which is
// faster than searching for each.
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

  /// Moves to the first entry whose number is not less than `number`, and returns that number;
  /// kNone at the end. `number` must not be less than the current entry's number.
  std::uint32_t find(std::uint32_t number);
  static constexpr std::uint32_t kNone = 0xffffffff;

  /// The eight bytes before its end can be read, even if the tag has fewer.
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
  std::size_t prefix_;  // its size in bytes
  std::uint32_t at_ = 0;
  std::string_view tag_;
  // The current leaf, and its last item with the prefix.
  const void* leaf_ = nullptr;
  std::size_t last_item_ = 0;
  std::uint32_t last_ = 0;
  double items_a_number_ = 0;
  std::size_t finds_ = 0;  // in this leaf
  // The numbers of its items from `first_read_` on, if they have been read.
  std::size_t first_read_ = 0, at_read_ = 0;
  std::vector<std::uint32_t> numbers_;  // followed by padding that is greater than any number
};

}  // namespace dateline
