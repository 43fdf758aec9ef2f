// SPDX-License-Identifier: GPL-2.0-or-later
#include "packing.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "glass_format.h"

namespace dateline {
namespace {

constexpr unsigned kWordBits = 32, kLanes = 4;
constexpr std::size_t kMostExceptions = 31;
constexpr std::size_t kBytesPerBit = kPackedGroup / 8;  // of a group

/// The same word of all lanes. Plain vectors of the compiler: nothing is asked of the processor.
using Lanes = std::uint32_t __attribute__((vector_size(kLanes * sizeof(std::uint32_t))));

Lanes load(const unsigned char* at) {
  Lanes lanes;
  std::memcpy(&lanes, at, sizeof lanes);
  if constexpr (std::endian::native == std::endian::big)
    for (unsigned i = 0; i < kLanes; ++i) lanes[i] = __builtin_bswap32(lanes[i]);
  return lanes;
}

void store(unsigned char* at, Lanes lanes) {
  if constexpr (std::endian::native == std::endian::big)
    for (unsigned i = 0; i < kLanes; ++i) lanes[i] = __builtin_bswap32(lanes[i]);
  std::memcpy(at, &lanes, sizeof lanes);
}

constexpr std::uint32_t low_bits(unsigned bits) {
  return bits == kWordBits ? UINT32_MAX : (std::uint32_t{1} << bits) - 1;
}

template <unsigned bits>
void unpack(const unsigned char* in, std::uint32_t* out) {
  for (unsigned i = 0; i < kPackedGroup / kLanes; ++i, out += kLanes) {
    Lanes numbers{};
    if constexpr (bits != 0) {
      const unsigned word = i * bits / kWordBits, shift = i * bits % kWordBits;
      numbers = load(in + word * sizeof(Lanes)) >> shift;
      if (shift + bits > kWordBits)
        numbers |= load(in + (word + 1) * sizeof(Lanes)) << (kWordBits - shift);
      numbers &= low_bits(bits);
    }
    std::memcpy(out, &numbers, sizeof numbers);
  }
}

using Unpack = void (*)(const unsigned char*, std::uint32_t*);

template <std::size_t... bits>
constexpr std::array<Unpack, sizeof...(bits)> unpackers(std::index_sequence<bits...>) {
  return {unpack<bits>...};
}

/// By the number of bits.
constexpr auto kUnpack = unpackers(std::make_index_sequence<kWordBits + 1>());

void append_lanes(std::string& out, std::span<const std::uint32_t, kPackedGroup> numbers,
                  unsigned bits) {
  std::array<unsigned char, kWordBits * sizeof(Lanes)> packed;
  Lanes word{};
  unsigned at = 0, words = 0;  // the next free bit of the word, and the words before it
  for (std::size_t i = 0; i < kPackedGroup; i += kLanes) {
    Lanes some;
    std::memcpy(&some, &numbers[i], sizeof some);
    some &= low_bits(bits);
    word |= some << at;
    at += bits;
    if (at < kWordBits) continue;
    store(packed.data() + words++ * sizeof(Lanes), word);
    at -= kWordBits;
    word = at == 0 ? Lanes{} : some >> (bits - at);
  }
  out.append(reinterpret_cast<const char*>(packed.data()), words * sizeof(Lanes));
}

/// The number of bits with which a group takes the fewest bytes.
unsigned best_bits(std::span<const std::uint32_t, kPackedGroup> numbers) {
  std::array<std::size_t, kWordBits + 1> of_width{};  // how many numbers need so many bits
  for (const std::uint32_t number : numbers) ++of_width[std::bit_width(number)];
  unsigned best = kWordBits;
  std::size_t least = kBytesPerBit * kWordBits;
  for (unsigned bits = kWordBits; bits-- > 0;) {
    std::size_t exceptions = 0, bytes = kBytesPerBit * bits;
    for (unsigned width = bits + 1; width <= kWordBits; ++width) {
      exceptions += of_width[width];
      bytes += of_width[width] * (1 + (width - bits + 6) / 7);
    }
    if (exceptions > kMostExceptions) break;
    if (bytes < least) {
      least = bytes;
      best = bits;
    }
  }
  return best;
}

/// The head of a group, and where its lanes begin.
struct Head {
  unsigned bits = 0, exceptions = 0;
};

std::optional<Head> take_head(PackedBytes& in) {
  if (in.size() < 2 || in[0] > kWordBits || in[1] > kMostExceptions) return std::nullopt;
  const Head head{in[0], in[1]};
  in = in.subspan(2);
  return head;
}

}  // namespace

void append_group(std::string& out, std::span<const std::uint32_t, kPackedGroup> numbers) {
  const unsigned bits = best_bits(numbers);
  out.push_back(static_cast<char>(bits));
  const std::size_t count_at = out.size();
  out.push_back('\0');
  for (std::size_t i = 0; bits < kWordBits && i < kPackedGroup; ++i)
    if (const std::uint32_t high = numbers[i] >> bits; high != 0) {
      ++out[count_at];
      out.push_back(static_cast<char>(i));
      glass::append_uint(out, high);
    }
  if (bits != 0) append_lanes(out, numbers, bits);
}

std::optional<std::uint32_t> take_uint(PackedBytes& in) {
  std::uint64_t number = 0;
  for (unsigned i = 0; i < 5 && i < in.size(); ++i) {
    number |= std::uint64_t{in[i] & 0x7fu} << (7 * i);
    if (in[i] >= 0x80) continue;
    in = in.subspan(i + 1);
    if (number > UINT32_MAX) return std::nullopt;
    return static_cast<std::uint32_t>(number);
  }
  return std::nullopt;
}

bool take_group(PackedBytes& in, NumberGroup numbers) {
  const std::optional<Head> head = take_head(in);
  if (!head) return false;
  struct Exception {
    std::size_t index = 0;
    std::uint32_t high = 0;
  };
  std::array<Exception, kMostExceptions> exceptions;
  for (unsigned i = 0; i < head->exceptions; ++i) {
    if (in.empty() || in[0] >= kPackedGroup || (i != 0 && in[0] <= exceptions[i - 1].index))
      return false;
    exceptions[i].index = in[0];
    in = in.subspan(1);
    const std::optional<std::uint32_t> high = take_uint(in);
    if (!high || *high == 0 || head->bits + std::bit_width(*high) > kWordBits) return false;
    exceptions[i].high = *high;
  }
  const std::size_t bytes = kBytesPerBit * head->bits;
  if (in.size() < bytes) return false;
  kUnpack[head->bits](in.data(), numbers.data());
  for (unsigned i = 0; i < head->exceptions; ++i)
    numbers[exceptions[i].index] |= exceptions[i].high << head->bits;
  in = in.subspan(bytes);
  return true;
}

bool skip_group(PackedBytes& in) {
  const std::optional<Head> head = take_head(in);
  if (!head) return false;
  for (unsigned i = 0; i < head->exceptions; ++i) {
    if (in.empty()) return false;
    in = in.subspan(1);
    if (!take_uint(in)) return false;
  }
  const std::size_t bytes = kBytesPerBit * head->bits;
  if (in.size() < bytes) return false;
  in = in.subspan(bytes);
  return true;
}

}  // namespace dateline
