// SPDX-License-Identifier: GPL-2.0-or-later
// PositionLists: the positions of a term, document by document, in all segments of the index. Used
// by index_positions, phrase_scan and rerank.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/position_list.h"
#include "index_reader.h"

namespace dateline::searching {

/// The reader must outlive it.
class PositionLists {
 public:
  PositionLists(const IndexReader& index, std::string_view term) : index_(&index), term_(term) {}

  /// The first document with positions that is not before `document`; kNone at the end. Documents
  /// must ascend.
  std::uint32_t find(std::uint32_t document);
  static constexpr std::uint32_t kNone = PositionList::kNone;

  /// Appends the positions in the document find() returned, ascending.
  void read(std::vector<std::uint32_t>& positions) { list_->read(positions); }

 private:
  const IndexReader* index_;
  std::string term_;
  std::size_t next_segment_ = 0;      // the one behind that of the list
  std::optional<PositionList> list_;  // in the present segment
  std::uint32_t base_ = 0;            // of that
};

}  // namespace dateline::searching
