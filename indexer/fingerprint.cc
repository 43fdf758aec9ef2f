// SPDX-License-Identifier: GPL-2.0-or-later
#include "fingerprint.h"

#include <xxhash.h>

#include <algorithm>

namespace dateline {

void Fingerprint::add(std::string_view folded_word) {
  std::ranges::rotate(last_, last_.begin() + 1);
  last_.back() = XXH3_64bits(folded_word.data(), folded_word.size());
  if (++words_ < kShingle) return;
  std::uint64_t carry = XXH3_64bits(last_.data(), sizeof last_);
  for (std::size_t i = 0; carry != 0 && i < kPlanes; ++i) {
    const std::uint64_t sum = planes_[i] ^ carry;
    carry &= planes_[i];
    planes_[i] = sum;
  }
}

std::optional<std::uint64_t> Fingerprint::value() const {
  if (words_ < kFewestWords) return std::nullopt;
  const std::uint64_t votes = words_ - kShingle + 1;
  std::uint64_t result = 0;
  for (unsigned bit = 0; bit < 64; ++bit) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < kPlanes; ++i) count |= (planes_[i] >> bit & 1) << i;
    if (2 * count > votes) result |= std::uint64_t{1} << bit;
  }
  return result;
}

}  // namespace dateline
