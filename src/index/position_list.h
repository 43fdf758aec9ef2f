// SPDX-License-Identifier: GPL-2.0-or-later
// PositionList: the positions of a term in one segment, document by document. They lie in a table
// of their own, as a block (position_block.h) for each chunk of the posting list that has any,
// under the key of that chunk. Used by searches and by verify.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mapped_table.h"
#include "position_block.h"
#include "posting_list.h"

namespace dateline {

class PositionList {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  /// The tables must outlive it. Reading throws Error where they are damaged.
  PositionList(const MappedTable& postlist, const MappedTable& positions, std::string_view term)
      : list_(postlist, term), blocks_(positions) {}
  PositionList(PositionList&&) = default;  // a copy would share its buffer
  PositionList& operator=(PositionList&&) = default;

  /// The first document with positions that is not before `document`; kNone at the end. Documents
  /// must ascend.
  std::uint32_t find(std::uint32_t document);

  /// Appends the positions in the document find() returned, ascending.
  void read(std::vector<std::uint32_t>& positions) { block_.read(at_, positions); }

 private:
  bool load_chunk(std::uint32_t document);

  PostingList list_;
  TableCursor blocks_;
  PositionBlock block_;
  std::vector<Posting> buffer_;
  std::span<const Posting> postings_;  // of the present chunk, in the buffer
  std::size_t at_ = 0;                 // in them
};

}  // namespace dateline
