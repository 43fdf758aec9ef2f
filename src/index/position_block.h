// SPDX-License-Identifier: GPL-2.0-or-later
// The positions of one chunk of a posting list as one block, written and read. A posting has as
// many positions as its wdf, or else it is an exception. Used by position_table's writer and
// reader. Knows no documents: a posting is its index in the chunk.
//
//   block   uint E, E times (uint gap, uint count): the postings whose count of positions is not
//           their wdf. Gap: postings between this one and the exception before, or the beginning
//           The differences between positions, posting after posting; the first of each posting is
//           the position itself. Groups of 128 (packing.h), and the rest, fewer than 128, as uints
// A block without any position is not written. Positions of a posting ascend and begin at 1.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "packing.h"
#include "posting_chunk.h"

namespace dateline {

class PositionBlockWriter {
 public:
  /// The next posting of the chunk. Positions ascend, without repetition; there may be none.
  void add(std::uint32_t wdf, std::span<const std::uint32_t> positions);
  /// Whether any posting so far has positions.
  bool has_positions() const { return any_; }
  /// Appends the block to `out`, and begins the next.
  void finish(std::string& out);

 private:
  std::uint32_t postings_ = 0;
  std::uint32_t exceptions_ = 0, behind_exception_ = 0;
  bool any_ = false;
  std::string exception_bytes_;
  std::string packed_;  // groups that are full
  std::array<std::uint32_t, kPackedGroup> group_;
  std::size_t in_group_ = 0;
};

class PositionBlock {
 public:
  PositionBlock() = default;
  /// `postings` are those of the chunk. The bytes must outlive it, the postings need not. This and
  /// what reads positions throw Error where the bytes are no such block.
  PositionBlock(std::string_view bytes, std::span<const Posting> postings) {
    open(bytes, postings);
  }
  /// The same for one that was used before; it keeps its memory.
  void open(std::string_view bytes, std::span<const Posting> postings);
  /// A block of a chunk that has no positions.
  void open_empty(std::size_t postings);

  std::size_t postings() const { return ends_.size(); }
  /// How many positions a posting has.
  std::uint32_t count(std::size_t posting) const { return ends_[posting] - begin_of(posting); }
  /// Appends the positions of a posting, ascending. Postings must be asked for in ascending order;
  /// those between are passed over. The same one may be asked for again.
  void read(std::size_t posting, std::vector<std::uint32_t>& positions);

 private:
  std::uint32_t begin_of(std::size_t posting) const {
    return posting == 0 ? 0 : ends_[posting - 1];
  }
  void read_exceptions(std::span<const Posting> postings);
  void load_group(std::uint32_t number);

  static constexpr std::uint32_t kNoGroup = UINT32_MAX;

  std::vector<std::uint32_t> ends_;  // of the postings' differences, counted from the beginning
  PackedBytes first_, rest_;         // the differences; those behind the present group
  std::uint32_t group_ = kNoGroup;   // the number of the group that is unpacked
  std::uint32_t next_ = 0;           // of the group where rest_ begins
  std::array<std::uint32_t, kPackedGroup> differences_;  // of the present group
};

}  // namespace dateline
