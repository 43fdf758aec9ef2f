// SPDX-License-Identifier: GPL-2.0-or-later
// PostingChunk: decodes the postings of one chunk of a posting list, either all of them or those up
// to a given document. Used by index_reader. It knows no tables.
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
  /// `first` and `last` are the first and last documents of the chunk. The bytes must outlive it.
  /// Reading throws Error when they are no postings.
  PostingChunk(std::string_view bytes, std::uint32_t first, std::uint32_t last);

  std::uint32_t last() const { return last_; }

  /// Decodes all postings into `buffer`, which grows if needed.
  std::span<const Posting> read_all(std::vector<Posting>& buffer) const;

  /// The first posting whose document is not less than `document`, which is at most the chunk's
  /// last document. Documents must ascend from call to call.
  const Posting& find(std::uint32_t document);

 private:
  const unsigned char* at_ = nullptr;  // behind posting_
  const unsigned char* end_ = nullptr;
  Posting posting_;
  std::uint32_t last_ = 0;
};

}  // namespace dateline
