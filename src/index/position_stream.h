// SPDX-License-Identifier: GPL-2.0-or-later
// PositionStream: a position list of the index (glass_format.h), decoded as far as it is asked for,
// some positions at a time. Used by position_lists and chain_scan.
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
      : begin_(bytes.data()), size_(static_cast<std::int64_t>(bytes.size())) {}

  /// A number below `n`, which is not 0, as BitWriter::encode wrote it. Which of two lengths it has
  /// is a matter of chance, and so found out without a branch.
  std::uint32_t decode(std::uint32_t n) {
    const auto bits = static_cast<unsigned>(std::bit_width((n - 1) | 1)) - 1;
    const std::uint32_t half = std::uint32_t{1} << bits;
    const std::uint64_t ahead = peek();
    const std::uint32_t low = static_cast<std::uint32_t>(ahead) & (half - 1);
    const std::uint32_t is_long = low < n - half ? 1 : 0;
    const std::uint32_t high = static_cast<std::uint32_t>(ahead >> bits) & is_long;
    at_ += bits + is_long;
    return low + (high << bits);
  }

  bool read_beyond_end() const { return at_ > static_cast<std::uint64_t>(size_) * 8; }

 private:
  /// At least the next 33 bits; behind the end, any.
  std::uint64_t peek() const {
    static_assert(std::endian::native == std::endian::little);
    const std::int64_t byte = std::min(static_cast<std::int64_t>(at_ / 8), size_ - 8);
    std::uint64_t eight;
    std::memcpy(&eight, begin_ + byte, 8);
    return eight >> ((at_ - static_cast<std::uint64_t>(byte) * 8) & 63);
  }

  const char* begin_ = nullptr;
  std::int64_t size_ = 0;
  std::uint64_t at_ = 0;  // in bits
};

class PositionStream {
 public:
  /// To the first position of a list: `tag` is a cursor's, and is read until the next. Throws Error
  /// when it is not a list.
  void open(std::string_view tag);

  std::uint32_t position() const { return run_[at_]; }
  std::size_t count() const { return count_; }

  /// To the next position; false where there is none.
  bool next() {
    if (at_ == kRun && !next_run()) return false;
    ++at_;
    return true;
  }

  /// To the first that is not before `position`; false where there is none.
  bool advance_to(std::uint32_t position) {
    if (position > last_) return false;
    while (run_[kRun] < position) next_run();
    std::size_t before = 0;  // counted without a branch: how many is as chance has it
    for (std::size_t i = 0; i < kRun; ++i) before += run_[i] < position;
    at_ = std::max(at_, before);
    return true;
  }

 private:
  /// An interval that is open is halved until it has no more steps than this, and then decoded
  /// whole: that is quicker than one by one, and not much more than is asked for.
  static constexpr std::size_t kRun = 8;

  struct Place {
    std::uint32_t index = 0, position = 0;
  };

  [[noreturn]] static void fail();
  bool next_run();

  BitReader bits_;
  std::uint32_t index_ = 0, count_ = 1, last_ = 0;  // index_: of the run's last position
  std::uint32_t open_ = 0;
  std::size_t at_ = 0;  // in the run
  /// The run ends with the array; before it are earlier positions, or zeros.
  std::array<std::uint32_t, kRun + 1> run_;
  std::array<Place, 28> ends_;  // of the intervals: each halves one of at most 2^27
};

}  // namespace dateline
