// SPDX-License-Identifier: GPL-2.0-or-later
#include "posting_chunk.h"

#include <bit>
#include <cstring>

#include "error.h"

namespace dateline {
namespace {

[[noreturn]] void fail() {
  throw Error("the index is damaged: a posting list is not one", "run: dateline-indexer repair");
}

std::uint32_t read_uint(const unsigned char*& at, const unsigned char* end) {
  std::uint64_t v = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    if (at == end) break;
    const std::uint32_t byte = *at++;
    v |= std::uint64_t{byte & 0x7f} << shift;
    if (byte < 0x80) return static_cast<std::uint32_t>(v);
  }
  fail();
}

/// Four postings of two bytes each, read at once. Nearly all postings of long lists have two bytes.
class FourPostings {
 public:
  static constexpr std::ptrdiff_t kBytes = 8;

  explicit FourPostings(const unsigned char* at) {
    std::memcpy(&bytes_, at, sizeof bytes_);
    if constexpr (std::endian::native == std::endian::big) bytes_ = __builtin_bswap64(bytes_);
    // Each of the four parts is the sum of the differences up to its own.
    offsets_ = ((bytes_ & 0x00ff'00ff'00ff'00ff) + 0x0001'0001'0001'0001) * 0x0001'0001'0001'0001;
  }

  /// Whether all four have two bytes.
  bool short_ones() const { return (bytes_ & 0x8080'8080'8080'8080) == 0; }
  /// The difference between the document before the four and that of posting `i`, 0 to 3.
  std::uint64_t offset(unsigned i) const { return offsets_ >> (16 * i) & 0xffff; }
  std::uint32_t times(unsigned i) const { return bytes_ >> (16 * i + 8) & 0xff; }

 private:
  std::uint64_t bytes_ = 0, offsets_ = 0;
};

}  // namespace

PostingChunk::PostingChunk(std::string_view bytes, std::uint32_t first, std::uint32_t last)
    : at_(reinterpret_cast<const unsigned char*>(bytes.data())),
      end_(at_ + bytes.size()),
      last_(last) {
  posting_ = {first, read_uint(at_, end_)};
}

std::span<const Posting> PostingChunk::read_all(std::vector<Posting>& buffer) const {
  const std::size_t most = static_cast<std::size_t>(end_ - at_) / 2 + 1;
  if (buffer.size() < most) buffer.resize(most);
  Posting* out = buffer.data();
  *out++ = posting_;
  const unsigned char* at = at_;
  std::uint64_t document = posting_.document;
  const auto number = [&](std::uint64_t offset) {
    return static_cast<std::uint32_t>(document + offset);
  };
  while (at != end_) {
    if (end_ - at >= FourPostings::kBytes) {
      const FourPostings four(at);
      if (four.short_ones()) {
        for (unsigned i = 0; i < 4; ++i) *out++ = {number(four.offset(i)), four.times(i)};
        document += four.offset(3);
        at += FourPostings::kBytes;
        continue;
      }
    }
    document += std::uint64_t{read_uint(at, end_)} + 1;
    *out++ = {number(0), read_uint(at, end_)};
  }
  if (document != last_) fail();
  return {buffer.data(), out};
}

const Posting& PostingChunk::find(std::uint32_t document) {
  std::uint64_t here = posting_.document;
  while (here < document) {
    if (end_ - at_ >= FourPostings::kBytes) {
      const FourPostings four(at_);
      if (four.short_ones() && here + four.offset(3) < document) {
        here += four.offset(3);
        at_ += FourPostings::kBytes;
        continue;
      }
    }
    here += std::uint64_t{read_uint(at_, end_)} + 1;
    posting_.tf = read_uint(at_, end_);
  }
  if (here > last_) fail();
  posting_.document = static_cast<std::uint32_t>(here);
  return posting_;
}

}  // namespace dateline
