// SPDX-License-Identifier: GPL-2.0-or-later
// PhraseScan: whether an article has an exact phrase, for the phrases that are most common: one
// term for each word, no excluded forms, in any field. It gives the answers of IndexPositions::has
// in about half the time: it begins with the rarest word, and reads another list only where the
// words before it stand together. Used by Matcher.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "snapshot/position_lists.h"
#include "term_expansion.h"

namespace dateline::searching {

class PhraseScan {
 public:
  static bool can_read(const ResolvedWord& phrase);

  /// The reader must outlive it.
  PhraseScan(const IndexReader& index, const ResolvedWord& phrase);

  /// Whether the phrase stands in an article. Articles must ascend.
  bool has(std::uint32_t document);

  std::size_t lists_read() const { return lists_read_; }

 private:
  struct Slot {
    double doc_freq = 0;  // of its term
    std::uint32_t offset = 0;
    PositionLists lists;
    std::vector<std::uint32_t> positions = {};  // in the article
    std::size_t at = 0;                         // among them

    bool advance_to(std::uint32_t position);
  };
  bool open(Slot& slot, std::uint32_t document);

  std::vector<Slot> slots_;  // the rarest first
  std::uint32_t length_;     // of the phrase, in words
  std::size_t lists_read_ = 0;
};

}  // namespace dateline::searching
