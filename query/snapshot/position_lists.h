// SPDX-License-Identifier: GPL-2.0-or-later
// PositionLists: the positions of a term, document by document, from the mapped position table or
// through Xapian (index_reader.h). Used by index_positions, phrase_scan and rerank.
#pragma once

#include <cstdint>
#include <memory>
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
  PositionLists(PositionLists&&) noexcept;
  PositionLists& operator=(PositionLists&&) noexcept;
  ~PositionLists();

  /// The first document with positions that is not before `document`; kNone at the end. Documents
  /// must ascend.
  std::uint32_t find(std::uint32_t document);
  static constexpr std::uint32_t kNone = NumberedCursor::kNone;

  /// Adds the positions in the document find() returned, ascending.
  void read(std::vector<std::uint32_t>& positions);

  /// Lets `stream` read them one by one. Only where IndexReader::direct().
  void open(PositionStream& stream) const { stream.open(cursor_->tag()); }

 private:
  std::optional<NumberedCursor> cursor_;
  std::unique_ptr<Xapian::PostingIterator> posting_;  // where Xapian reads it
  std::uint32_t at_ = 0;                              // the document it found
};

}  // namespace dateline::searching
