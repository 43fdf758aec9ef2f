// SPDX-License-Identifier: GPL-2.0-or-later
// PhraseScan: whether words stand one behind the other, for what most phrases are: one term for
// each word, nothing excluded, in any field. Gives what IndexPositions::has gives in about half the
// time: it begins with the rarest word, and decodes no list further than to the first place that
// decides. Used by Matcher.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "snapshot/position_lists.h"
#include "term_expansion.h"

namespace dateline::searching {

class PhraseScan {
 public:
  static bool can_read(const IndexReader& index, const ResolvedWord& leaf);

  /// The reader must outlive it.
  PhraseScan(const IndexReader& index, const ResolvedWord& leaf);

  /// Whether the chain stands in an article. Articles must ascend.
  bool has(std::uint32_t document);

  std::size_t lists_read() const { return lists_read_; }

 private:
  struct Slot {
    double documents = 0;  // that have its term
    std::uint32_t offset = 0;
    PositionLists lists;
    PositionStream positions = {};  // in the article
  };
  bool open(Slot& slot, std::uint32_t document);

  std::vector<Slot> slots_;  // the rarest first
  std::size_t lists_read_ = 0;
};

}  // namespace dateline::searching
