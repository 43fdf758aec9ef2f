// SPDX-License-Identifier: GPL-2.0-or-later
// TermIds: distinct terms, numbered 0, 1, ... as they come, of one segment after another. Used
// by segment, some million times: an open-addressing table over an arena. Terms live until clear().
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "system/large_pages.h"

namespace dateline::indexing {

class TermIds {
 public:
  TermIds();

  /// The term's number. Throws Error for a term that no database can hold.
  std::uint32_t number(std::string_view term);
  std::string_view term(std::uint32_t number) const;
  std::size_t size() const { return records_.size(); }
  /// The numbers of terms met, by `times` each, in the byte order of the terms. Terms are sorted
  /// once.
  std::vector<std::uint32_t> sorted(std::span<const std::uint32_t> times);
  void clear();

 private:
  // `record` is where the term lies in the arena, plus 1: 0 = free.
  struct Slot {
    std::uint32_t hash;
    std::uint32_t record;
  };

  /// A term by its first eight bytes, most significant first, which mostly tell it from others.
  struct Sorted {
    std::uint64_t beginning;
    std::uint32_t number;
  };

  void sort_new();
  std::uint32_t insert(Slot& slot, std::uint32_t hash, std::string_view term);
  void grow();

  std::vector<Slot, LargePageAllocator<Slot>> slots_;
  std::vector<char> arena_;             // number (4 bytes), length (1), term; and so on
  std::vector<std::uint32_t> records_;  // by number, where in the arena
  std::vector<Sorted> sorted_;          // all but the newest
};

}  // namespace dateline::indexing
