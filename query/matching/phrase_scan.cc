// SPDX-License-Identifier: GPL-2.0-or-later
#include "phrase_scan.h"

#include <algorithm>

#include "positional.h"

namespace dateline::searching {

bool PhraseScan::can_read(const ResolvedWord& phrase) {
  return phrase.kind == ResolvedWord::Kind::phrase &&
         phrase.where == ResolvedWord::Where::anywhere &&
         std::ranges::all_of(phrase.slots, [](const TermSlot& slot) {
           return slot.any_of.size() == 1 && slot.none_of.empty();
         });
}

PhraseScan::PhraseScan(const IndexReader& index, const ResolvedWord& phrase)
    : length_(phrase.length) {
  for (const TermSlot& slot : phrase.slots) {
    const std::string& term = slot.any_of.front();
    slots_.push_back({index.statistics(term).doc_freq, slot.offset, PositionLists(index, term)});
  }
  std::ranges::stable_sort(slots_, {}, &Slot::doc_freq);
}

/// To the first position that is not before `position`; false where there is none.
bool PhraseScan::Slot::advance_to(std::uint32_t position) {
  while (at < positions.size() && positions[at] < position) ++at;
  return at < positions.size();
}

/// False where the term does not stand in the article.
bool PhraseScan::open(Slot& slot, std::uint32_t document) {
  if (slot.lists.find(document) != document) return false;
  slot.positions.clear();
  slot.at = 0;
  slot.lists.read(slot.positions);
  ++lists_read_;
  return true;
}

bool PhraseScan::has(std::uint32_t document) {
  Slot& rarest = slots_.front();
  // The words before it need positions too.
  if (!open(rarest, document) || !rarest.advance_to(rarest.offset)) return false;
  std::size_t opened = 1;
  for (;;) {
    const std::uint32_t begin = rarest.positions[rarest.at] - rarest.offset;
    std::size_t i = 1;
    for (; i < slots_.size(); ++i) {
      Slot& slot = slots_[i];
      if (i == opened) {
        if (!open(slot, document)) return false;
        ++opened;
      }
      const std::uint32_t wanted = begin + slot.offset;
      if (!slot.advance_to(wanted)) return false;
      if (slot.positions[slot.at] != wanted) break;
    }
    if (i == slots_.size() && in_one_field(begin, begin + length_ - 1)) return true;
    if (++rarest.at == rarest.positions.size()) return false;
  }
}

}  // namespace dateline::searching
