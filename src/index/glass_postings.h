// SPDX-License-Identifier: GPL-2.0-or-later
// Writers of the postlist table of a glass database: posting lists, document lengths and value
// streams, cut into chunks. Used by segment and glass_merge; glass_format.h lists the keys.
//
//   posting list  each chunk: bool last ('0' or '1'), uint (last document - first), uint wdf of the
//                 first, then (uint document delta - 1, uint wdf)*. Before that, in the first chunk
//                 only: uint termfreq, uint collfreq, uint first document - 1
//   lengths       the same with the document's length as wdf, termfreq and collfreq 0
//   value chunk   string value of the first document, then (uint document delta - 1, string value)*
//   statistics    uint documents, string least, bytes greatest (omitted if equal to the least)
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "glass_table.h"
#include "position_block.h"

namespace dateline::glass {

/// Writes posting lists, one after the other, in key order, and the positions of each chunk under
/// its key to a table of their own.
class PostingListWriter {
 public:
  PostingListWriter(TableWriter& table, TableWriter& positions)
      : table_(table), positions_(positions) {}

  void begin_term(std::string_view escaped, std::uint32_t termfreq, std::uint32_t collfreq);
  void begin_lengths();
  /// Documents ascend, and so do positions, without repetition. For the lengths there are none.
  void add(std::uint32_t document, std::uint32_t wdf,
           std::span<const std::uint32_t> positions = {});
  /// The postings from document `first` to `last`, as a chunk has them: from the first's wdf on.
  /// They are without positions.
  void add(std::uint32_t first, std::uint32_t last, Decoder postings);
  /// Ends the list, which must have a posting.
  void end();

 private:
  void begin(std::string_view key, std::uint32_t termfreq, std::uint32_t collfreq);
  void write_chunk(bool last);

  TableWriter& table_;
  TableWriter& positions_;
  PositionBlockWriter block_;
  std::string block_bytes_;
  std::string key_;             // of the first chunk
  std::string_view separator_;  // between the key and the document number in later keys
  std::string head_;            // the fields that only the first chunk has
  std::string body_;
  std::string chunk_key_;
  std::string chunk_;
  bool first_chunk_ = true;
  std::uint32_t first_ = 0;  // documents of the chunk
  std::uint32_t last_ = 0;
};

inline void PostingListWriter::add(std::uint32_t document, std::uint32_t wdf,
                                   std::span<const std::uint32_t> positions) {
  if (body_.size() >= kChunkBytes) write_chunk(false);
  if (body_.empty())
    first_ = document;
  else
    append_uint(body_, document - last_ - 1);
  append_uint(body_, wdf);
  last_ = document;
  block_.add(wdf, positions);
}

/// Writes value streams, with the slots in the order of their encoded numbers.
class ValueStreamWriter {
 public:
  explicit ValueStreamWriter(TableWriter& table) : table_(table) {}

  void begin(std::uint32_t slot);
  /// Documents ascend; values are not empty.
  void add(std::uint32_t document, std::string_view value);
  void end();

 private:
  TableWriter& table_;
  std::string prefix_;
  std::string key_;
  std::string chunk_;
  std::uint32_t first_ = 0;
  std::uint32_t last_ = 0;
};

struct ValueStatistics {
  std::uint32_t documents = 0;
  std::string least;
  std::string greatest;

  void add(std::string_view value);
  void add(const ValueStatistics& other);
  std::string encode() const;
  static ValueStatistics decode(std::string_view tag);
};

}  // namespace dateline::glass
