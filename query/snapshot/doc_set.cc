// SPDX-License-Identifier: GPL-2.0-or-later
#include "doc_set.h"

#include <bit>

namespace dateline::searching {

/// Uses the processor's instruction where it has one.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
__attribute__((target_clones("popcnt", "default")))
#endif
std::size_t
DocSet::count_bits(std::span<const std::uint64_t> words) {
  std::size_t n = 0;
  for (const std::uint64_t word : words) n += static_cast<std::size_t>(std::popcount(word));
  return n;
}

std::vector<DocSet::Part> DocSet::divide(unsigned parts) const {
  std::vector<Part> divided;
  const std::size_t all = parts < 2 ? 0 : count();
  std::size_t begin = 0, members = 0;
  for (std::size_t i = 0; i < bits_.size() && divided.size() + 1 < parts; ++i) {
    members += static_cast<std::size_t>(std::popcount(bits_[i]));
    if (members * parts < all * (divided.size() + 1)) continue;
    divided.push_back({begin, i + 1});
    begin = i + 1;
  }
  divided.push_back({begin, bits_.size()});
  return divided;
}

}  // namespace dateline::searching
