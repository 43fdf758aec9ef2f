// SPDX-License-Identifier: GPL-2.0-or-later
// PostingList: the posting list of a term in one segment, or the lengths of its documents, chunk by
// chunk. Used by whoever reads postings or positions. Decodes no postings: a chunk does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "mapped_table.h"
#include "posting_chunk.h"

namespace dateline {

class PostingList {
 public:
  /// `postlist` must outlive it. Moving throws Error where the table is damaged.
  PostingList(const MappedTable& postlist, std::string_view term);
  /// All documents, with their lengths as tf.
  static PostingList lengths(const MappedTable& postlist);

  /// To the first chunk. False where the term has no list.
  bool open();
  /// To the next chunk. False at the end.
  bool next();
  /// To the first chunk whose last document is not before `document`; at first from the beginning.
  /// Documents must ascend. False where there is none.
  bool seek(std::uint32_t document);

  /// The present chunk, and its key in the table.
  PostingChunk& chunk() { return chunk_; }
  std::string_view chunk_key() const { return cursor_.key(); }

  // Of the whole list, once it is open.
  std::uint32_t documents() const { return documents_; }
  std::uint64_t occurrences() const { return occurrences_; }

 private:
  PostingList(const MappedTable& postlist, std::string key, std::size_t number_at)
      : cursor_(postlist), key_(std::move(key)), number_at_(number_at) {}

  void read_chunk(bool first);
  void next_chunk();

  enum class State { closed, open, ended };

  TableCursor cursor_;
  std::string key_;        // of the first chunk; a prefix of the keys of the others
  std::size_t number_at_;  // where in those the number of the first document is
  State state_ = State::closed;
  bool last_ = false;  // the present chunk is the last
  PostingChunk chunk_;
  std::uint32_t documents_ = 0;
  std::uint64_t occurrences_ = 0;
};

}  // namespace dateline
