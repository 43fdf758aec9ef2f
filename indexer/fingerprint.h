// SPDX-License-Identifier: GPL-2.0-or-later
// Fingerprint: 64 bits of a text that are nearly the same for texts that are nearly the same.
// Taken of an article's body while its terms are sent; query/stories groups articles by it.
//
// Charikar's simhash (Similarity estimation techniques from rounding algorithms, STOC 2002), with
// runs of kShingle words as features: each votes with the bits of its hash, the majority decides.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dateline {

class Fingerprint {
 public:
  static constexpr std::uint32_t kShingle = 3;
  /// Shorter texts have none: among them, likeness says little.
  static constexpr std::uint32_t kFewestWords = 20;

  void clear() { *this = {}; }
  void add(std::string_view folded_word);
  std::optional<std::uint64_t> value() const;

 private:
  /// 64 counters in binary, bit i of counter n in bit n of planes_[i]: a vote costs a few
  /// operations, not 64.
  static constexpr std::size_t kPlanes = 32;

  std::array<std::uint64_t, kShingle> last_{};  // hashes of the last words, oldest first
  std::array<std::uint64_t, kPlanes> planes_{};
  std::uint32_t words_ = 0;
};

}  // namespace dateline
