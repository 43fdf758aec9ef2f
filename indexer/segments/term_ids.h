// SPDX-License-Identifier: GPL-2.0-or-later
// TermIds: numbers distinct terms 0, 1, ... in the order of their first use. Used by segment for
// many millions of terms. It is an open-addressing table over an arena, and keeps its terms from
// segment to segment, until clear().
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
  /// The numbers of the terms that occur, in the byte order of the terms. `times` is how often each
  /// occurs. Each term is sorted only once.
  std::vector<std::uint32_t> sorted(std::span<const std::uint32_t> times);
  void clear();

 private:
  // `record` is the term's place in the arena plus 1; 0 = free.
  struct Slot {
    std::uint32_t hash;
    std::uint32_t record;
  };

  /// A term with its first eight bytes, most significant first, which mostly decide comparisons.
  struct Sorted {
    std::uint64_t beginning;
    std::uint32_t number;
  };

  void sort_new();
  std::uint32_t insert(Slot& slot, std::uint32_t hash, std::string_view term);
  void grow();

  std::vector<Slot, LargePageAllocator<Slot>> slots_;
  std::vector<char> arena_;             // number (4 bytes), length (1), term; and so on
  std::vector<std::uint32_t> records_;  // places in the arena, by number
  std::vector<Sorted> sorted_;          // all but the newest
};

}  // namespace dateline::indexing
