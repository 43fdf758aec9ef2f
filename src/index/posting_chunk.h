// SPDX-License-Identifier: GPL-2.0-or-later
// PostingChunk: decodes the postings of one entry of a posting list, all of them or only up to a
// document that is looked for. Used by index_reader. Knows no tables.
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
  /// `first` and `last`: its documents. The bytes must outlive it. Reading throws Error where they
  /// are no such list.
  PostingChunk(std::string_view bytes, std::uint32_t first, std::uint32_t last);

  std::uint32_t last() const { return last_; }

  /// All postings. They are written to `buffer`, which grows where it has to.
  std::span<const Posting> read_all(std::vector<Posting>& buffer) const;

  /// The first posting whose document is not before `document`. The last one's must not be before
  /// it either. Calls ask for ascending documents.
  const Posting& find(std::uint32_t document);

 private:
  const unsigned char* at_ = nullptr;  // behind posting_
  const unsigned char* end_ = nullptr;
  Posting posting_;
  std::uint32_t last_ = 0;
};

}  // namespace dateline
