// SPDX-License-Identifier: GPL-2.0-or-later
// PostingChunk: the postings of one entry of a posting list, from its packed bytes: all of them, or
// those asked for, past the others without unpacking them. Used by index_reader. Knows no tables.
//
//   wdf (difference - 1, wdf)*     all as uints (glass_format.h), differences of document numbers
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace dateline {

struct Posting {
  std::uint32_t document = 0;
  std::uint32_t tf = 0;  // wdf, the term frequency in the document
};

class PostingChunk {
 public:
  PostingChunk() = default;
  /// `first` and `last`: its documents. The bytes must outlive it. What reads them throws Error
  /// where they are no such list.
  PostingChunk(std::string_view bytes, std::uint32_t first, std::uint32_t last);

  std::uint32_t last() const { return last_; }

  /// All postings. They stay in `room`, which is made longer where it has to be.
  std::span<const Posting> read_all(std::vector<Posting>& room) const;

  /// The first posting whose document is not before `document`, which the last one is not either.
  /// Documents must ascend.
  const Posting& find(std::uint32_t document);

 private:
  const unsigned char* at_ = nullptr;  // behind posting_
  const unsigned char* end_ = nullptr;
  Posting posting_;
  std::uint32_t last_ = 0;
};

}  // namespace dateline
