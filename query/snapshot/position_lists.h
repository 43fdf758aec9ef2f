// SPDX-License-Identifier: GPL-2.0-or-later
// PositionLists: where a term stands, document by document, from the mapped position table or
// through Xapian (index_reader). Used by index_positions, chain_scan and rerank.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "index/position_stream.h"
#include "index/posting_cursor.h"
#include "index_reader.h"

namespace dateline::searching {

/// The positions of a term. The reader must outlive it.
class PositionLists {
 public:
  PositionLists(const IndexReader& index, std::string_view term);

  /// The first document with positions that is not before `document`; kNone at the end. Documents
  /// must ascend.
  std::uint32_t find(std::uint32_t document);
  static constexpr std::uint32_t kNone = NumberedCursor::kNone;

  /// Adds those of the document that was found, ascending.
  void read(std::vector<std::uint32_t>& positions);

  /// The same one by one, where the index is read directly.
  void open(PositionStream& stream) const { stream.open(cursor_->tag()); }

 private:
  std::optional<NumberedCursor> cursor_;
  Xapian::PostingIterator posting_;  // where it is not read directly
  std::uint32_t at_ = 0;             // what was found there
};

}  // namespace dateline::searching
