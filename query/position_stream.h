// SPDX-License-Identifier: GPL-2.0-or-later
// PositionStream: a position list of the index (glass_format.h), decoded one by one as far as it is
// asked for. Used by position_lists and chain_scan.
//
// The list's first, last and count come first, then what lies between by interpolative coding: of
// two known places the one in the middle, then those before it, then those behind it. So what has
// been decoded already, but not given out, are the right ends of the intervals that are open.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace dateline {

/// Bits, least significant first.
class BitReader {
 public:
  BitReader() = default;
  /// The eight bytes before the end of `bytes` must be readable, even where it has fewer.
  explicit BitReader(std::string_view bytes)
      : begin_(bytes.data()), bits_(static_cast<std::int64_t>(bytes.size()) * 8) {}

  /// A number below `n`, as BitWriter::encode wrote it. Which of two lengths it has is a matter of
  /// chance, and so found out without a branch.
  std::uint32_t decode(std::uint64_t n) {
    if (n < 2) return 0;
    const auto bits = static_cast<unsigned>(std::bit_width(n - 1));
    const std::uint64_t half = std::uint64_t{1} << (bits - 1);
    const std::uint64_t ahead = peek();
    const std::uint64_t low = ahead & (half - 1);
    const std::uint64_t is_long = low < n - half ? 1 : 0;
    const std::uint64_t high = ahead >> (bits - 1) & is_long;
    at_ += bits - 1 + static_cast<std::int64_t>(is_long);
    return static_cast<std::uint32_t>(low + (high << (bits - 1)));
  }

  bool read_beyond_end() const { return at_ > bits_; }

 private:
  /// At least the next 33 bits; behind the end, any.
  std::uint64_t peek() const {
    static_assert(std::endian::native == std::endian::little);
    const std::int64_t byte = std::min(at_ / 8, bits_ / 8 - 8);
    std::uint64_t eight;
    std::memcpy(&eight, begin_ + byte, 8);
    return eight >> ((at_ - byte * 8) & 63);
  }

  const char* begin_ = nullptr;
  std::int64_t bits_ = 0, at_ = 0;
};

class PositionStream {
 public:
  /// To the first position of a list: `tag` is a cursor's, and is read until the next. Throws Error
  /// when it is not a list.
  void open(std::string_view tag);

  std::uint32_t position() const { return position_; }
  std::size_t count() const { return count_; }

  /// To the next position; false where there is none.
  bool next() {
    if (index_ + 1 >= count_) return false;
    while (end_.index - index_ > 1) open_interval();
    position_ = end_.position;
    index_ = end_.index;
    if (open_ > 0) end_ = ends_[--open_];
    if (bits_.read_beyond_end()) fail();
    return true;
  }

  /// To the first that is not before `position`; false where there is none.
  bool advance_to(std::uint32_t position) {
    if (position > last_) return false;
    while (position_ < position)
      if (!next()) return false;
    return true;
  }

 private:
  struct Place {
    std::uint32_t index = 0, position = 0;
  };

  [[noreturn]] static void fail();

  void open_interval() {
    const std::uint32_t between = end_.index - index_, before = between / 2;
    const std::uint64_t n = std::uint64_t{end_.position} - position_ - between + 1;
    ends_[open_++] = end_;
    end_ = {index_ + before, position_ + before + bits_.decode(n)};
  }

  BitReader bits_;
  std::uint32_t position_ = 0, index_ = 0, count_ = 1, last_ = 0;
  Place end_;                   // of the innermost interval
  std::array<Place, 28> ends_;  // of those round it: each halves one of at most 2^27
  std::uint32_t open_ = 0;
};

}  // namespace dateline
