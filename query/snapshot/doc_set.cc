// SPDX-License-Identifier: GPL-2.0-or-later
#include "doc_set.h"

#include <bit>

namespace dateline::searching {

/// Uses the processor's instruction where it has one.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
__attribute__((target_clones("popcnt", "default")))
#endif
std::size_t
DocSet::count_bits(const std::vector<std::uint64_t>& words) {
  std::size_t n = 0;
  for (const std::uint64_t word : words) n += static_cast<std::size_t>(std::popcount(word));
  return n;
}

}  // namespace dateline::searching
