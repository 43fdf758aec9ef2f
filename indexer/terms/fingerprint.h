// SPDX-License-Identifier: GPL-2.0-or-later
// Fingerprint: 32 bytes of a text, of which two texts have the more in common the more runs of
// words they share. Taken of an article's body while its terms are sent; query/stories groups
// articles by it.
//
// MinHash by one permutation (Li, Owen and Zhang, One permutation hashing, NIPS 2012): the hashes
// of all runs of kShingle words are dealt into bins, and of each bin the lowest is kept, a byte of
// it. The share of equal bytes estimates the share of common runs (Jaccard). Empty bins borrow from
// others (Shrivastava, Optimal densification for fast and accurate minwise hashing, ICML 2017).
//
// Charikar's simhash, tried first, could not tell copies with some sentences changed (80 % in
// common) from chance: 64 bits of it saw them 7 to 19 bits apart.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "schema.h"

namespace dateline::indexing {

class Fingerprint {
 public:
  static constexpr std::uint32_t kShingle = 3;
  /// Shorter texts have none: a run for each bin at least.
  static constexpr std::uint32_t kFewestWords = schema::kFingerprintBytes + kShingle - 1;

  Fingerprint() { clear(); }
  void clear();
  void add(std::string_view folded_word) { add_hash(word_hash(folded_word)); }
  /// A word by its hash, for those who keep it.
  void add_hash(std::uint64_t word_hash);
  static std::uint64_t word_hash(std::string_view folded_word);
  /// Empty for a text that is too short.
  std::string value() const;

 private:
  std::array<std::uint64_t, kShingle> last_{};  // hashes of the last words, oldest first
  std::array<std::uint64_t, schema::kFingerprintBytes> lowest_{};  // by bin
  std::uint32_t words_ = 0;
};

}  // namespace dateline::indexing
