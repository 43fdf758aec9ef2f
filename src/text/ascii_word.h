// SPDX-License-Identifier: GPL-2.0-or-later
// The ASCII letters and digits at the beginning of a text, read eight at a time. Most words of news
// have no others. Used by the analyzer.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace dateline {

struct AsciiWord {
  std::size_t size = 0;      // bytes
  std::size_t capitals = 0;  // of those
  std::size_t digits = 0;
};

namespace ascii_word {

/// A word of eight equal bytes.
constexpr std::uint64_t each(unsigned byte) { return byte * 0x0101010101010101ULL; }

/// 0x80 for each byte from `first` to `last`, and 0 for each other. All eight are below 0x80.
constexpr std::uint64_t between(std::uint64_t bytes, unsigned first, unsigned last) {
  return (bytes + each(0x80 - first)) & ~(bytes + each(0x7f - last)) & each(0x80);
}

}  // namespace ascii_word

/// Reads on while all eight bytes are letters or digits, up to `most` bytes.
inline AsciiWord ascii_word_at(std::string_view text, std::size_t most) {
  using namespace ascii_word;
  AsciiWord word;
  while (word.size < most) {
    std::uint64_t bytes = 0;  // the first of them in the lowest
    if (text.size() >= sizeof bytes)
      std::memcpy(&bytes, text.data(), sizeof bytes);
    else
      std::memcpy(&bytes, text.data(), text.size());
    if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
    const std::uint64_t ascii = ~bytes & each(0x80);
    bytes &= each(0x7f);
    const std::uint64_t digits = between(bytes, '0', '9') & ascii;
    const std::uint64_t capitals = between(bytes, 'A', 'Z') & ascii;
    const std::uint64_t letters = between(bytes | each('a' - 'A'), 'a', 'z') & ascii;
    const std::uint64_t others = ~(digits | letters) & each(0x80);
    const std::uint64_t before = (others - 1) & ~others;  // all bits below the first of them
    word.size += static_cast<std::size_t>(std::countr_zero(others)) / 8;
    word.capitals += static_cast<std::size_t>(std::popcount(capitals & before));
    word.digits += static_cast<std::size_t>(std::popcount(digits & before));
    if (others != 0) break;  // the zeros after a text are neither
    text.remove_prefix(sizeof bytes);
  }
  return word;
}

}  // namespace dateline
