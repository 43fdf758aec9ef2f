// SPDX-License-Identifier: GPL-2.0-or-later
#include "fingerprint.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <limits>

namespace dateline::indexing {
namespace {

constexpr std::uint64_t kEmpty = std::numeric_limits<std::uint64_t>::max();

}  // namespace

void Fingerprint::clear() {
  lowest_.fill(kEmpty);
  words_ = 0;
}

std::uint64_t Fingerprint::word_hash(std::string_view folded_word) {
  return XXH3_64bits(folded_word.data(), folded_word.size());
}

void Fingerprint::add_hash(std::uint64_t word_hash) {
  static_assert(kShingle == 3);
  last_ = {last_[1], last_[2], word_hash};
  if (++words_ < kShingle) return;
  const std::uint64_t hash = XXH3_64bits(last_.data(), sizeof last_);
  std::uint64_t& lowest = lowest_[hash % lowest_.size()];
  lowest = std::min(lowest, hash);
}

std::string Fingerprint::value() const {
  if (words_ < kFewestWords) return {};
  std::string bytes;
  for (std::uint32_t bin = 0; bin < lowest_.size(); ++bin) {
    std::uint64_t lowest = lowest_[bin];
    for (std::uint32_t attempt = 1; lowest == kEmpty; ++attempt) {  // the same bins for all texts
      const std::array<std::uint32_t, 2> key{bin, attempt};
      lowest = lowest_[XXH3_64bits(key.data(), sizeof key) % lowest_.size()];
    }
    bytes += static_cast<char>(lowest >> 8);
  }
  return bytes;
}

}  // namespace dateline::indexing
