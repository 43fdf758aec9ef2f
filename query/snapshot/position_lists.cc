// SPDX-License-Identifier: GPL-2.0-or-later
#include "position_lists.h"

#include "index_segment_tables.h"

namespace dateline::searching {

std::uint32_t PositionLists::find(std::uint32_t document) {
  for (;;) {
    if (list_) {
      const std::uint32_t row = document > base_ ? document - base_ : 0;
      if (const std::uint32_t found = list_->find(row); found != kNone) return base_ + found;
    }
    const std::size_t place = index_->segment_from(document, next_segment_);
    if (place >= index_->segments_.size()) return kNone;
    next_segment_ = place + 1;
    const IndexReader::Segment& segment = *index_->segments_[place];
    base_ = segment.base;
    list_.emplace(segment.postlist, segment.positions, term_);
  }
}

}  // namespace dateline::searching
