// SPDX-License-Identifier: GPL-2.0-or-later
// TokenBuffer: the in-memory postings buffer of a bulk segment: 8 bytes for each token, in the
// order of arrival, terms by number. Filled by segment, read by inverter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "error.h"
#include "system/large_pages.h"

namespace dateline::indexing::bulk {

/// Throws Error when `v`, a `what`, does not fit the 32 bits a database has for it.
inline std::uint32_t checked32(std::uint64_t v, const char* what) {
  if (v > std::numeric_limits<std::uint32_t>::max())
    throw Error(std::string("a segment has too large a ") + what);
  return static_cast<std::uint32_t>(v);
}

/// Memory of many megabytes, in large pages. A thread keeps released blocks for its next segment,
/// because the first touch of a page costs more than using it.
class MemoryBlock {
 public:
  explicit MemoryBlock(std::size_t bytes);
  ~MemoryBlock();
  MemoryBlock(MemoryBlock&& other) noexcept
      : memory_(std::move(other.memory_)), bytes_(other.bytes_) {}
  MemoryBlock(const MemoryBlock&) = delete;
  MemoryBlock& operator=(MemoryBlock&& other) noexcept {
    memory_.swap(other.memory_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  std::byte* begin() const { return memory_.get(); }

 private:
  LargePages memory_;
  std::size_t bytes_;
};

/// An array without initialization: every element must be written before it is read.
template <typename T>
class Array {
 public:
  Array() : block_(0) {}
  explicit Array(std::size_t n) : block_(n * sizeof(T)) {}
  T& operator[](std::size_t i) const { return get()[i]; }
  T* get() const { return reinterpret_cast<T*>(block_.begin()); }
  void reset() { block_ = MemoryBlock(0); }

 private:
  MemoryBlock block_;
};

/// Position and wdf in one word. The few pairs that do not fit are in a list of their own.
class Packing {
 public:
  std::uint32_t pack(std::uint32_t position, std::uint32_t wdf) {
    if (position < kWide && wdf < kWideMark) return wdf << kPositionBits | position;
    if (wide_.size() == kWide) throw Error("a segment has too many large positions");
    wide_.push_back({position, wdf});
    return kWideMark << kPositionBits | static_cast<std::uint32_t>(wide_.size() - 1);
  }
  std::uint32_t position(std::uint32_t packed) const {
    const std::uint32_t low = packed & (kWide - 1);
    return packed >> kPositionBits == kWideMark ? wide_[low].position : low;
  }
  std::uint32_t wdf(std::uint32_t packed) const {
    const std::uint32_t high = packed >> kPositionBits;
    return high == kWideMark ? wide_[packed & (kWide - 1)].wdf : high;
  }

 private:
  static constexpr unsigned kPositionBits = 28;
  static constexpr std::uint32_t kWide = 1u << kPositionBits;
  static constexpr std::uint32_t kWideMark = 15;
  struct Wide {
    std::uint32_t position;
    std::uint32_t wdf;
  };
  std::vector<Wide> wide_;
};

struct Token {
  std::uint32_t term;    // its number in the vocabulary
  std::uint32_t packed;  // position (0 = none) and wdf
};

/// Tokens in the order of arrival, in blocks, so that growing never copies them. Freed blocks are
/// large enough to go back to the system.
class TokenList {
 public:
  void add(Token token) {
    if (size_ % kBlock == 0) add_block();
    blocks_.back()[size_++ % kBlock] = token;
  }
  std::uint32_t size() const { return size_; }
  const Token& operator[](std::size_t i) const { return blocks_[i / kBlock][i % kBlock]; }

  /// Passes each token to `take`, in order, and frees the blocks meanwhile.
  template <typename Take>
  void hand_over(const Take& take) {
    for (std::uint32_t i = 0; i < size_; ++i) {
      take(i, (*this)[i]);
      if ((i + 1) % kBlock == 0) blocks_[i / kBlock].reset();
    }
    *this = TokenList();
  }

 private:
  static constexpr std::size_t kBlock = 1 << 22;

  void add_block() {
    if (size_ >= std::numeric_limits<std::uint32_t>::max() - kBlock)
      throw Error("a segment has too many words");
    blocks_.emplace_back(kBlock);
  }

  std::vector<Array<Token>> blocks_;
  std::uint32_t size_ = 0;
};

struct Document {
  std::uint32_t number;
  std::uint32_t first_token;
  std::uint32_t first_value;
  std::uint32_t length;
};

struct Value {
  std::uint32_t document;  // index
  std::uint32_t slot;
  std::uint64_t begin;  // in the arena of values
  std::uint32_t size;
};

/// All that a segment collects before it is written.
struct TokenBuffer {
  TokenList tokens;
  Packing packing;
  std::vector<Document> documents;
  std::vector<Value> values;
  std::string value_bytes;

  std::string_view bytes(const Value& value) const {
    return std::string_view(value_bytes).substr(value.begin, value.size);
  }
};

}  // namespace dateline::indexing::bulk
