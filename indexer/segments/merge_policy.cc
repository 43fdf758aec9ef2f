// SPDX-License-Identifier: GPL-2.0-or-later
#include "merge_policy.h"

#include <algorithm>

namespace dateline::indexing {
namespace {

/// So many segments of a size are merged. Those of the first size have fewer documents than this,
/// those of each further size up to so many times as many.
constexpr std::uint64_t kAtOnce = 8;

/// Where small ones between larger ones keep those apart, so many in all are merged as well, if two
/// at least are of the size. Without that, hourly and daily additions in turn leave a hundred.
constexpr std::uint64_t kMostInAll = 24;

unsigned size_class(std::uint64_t documents) {
  unsigned size = 0;
  for (; documents >= kAtOnce; documents /= kAtOnce) ++size;
  return size;
}

}  // namespace

SegmentRun next_merge(std::span<const std::uint64_t> documents) {
  unsigned largest = 0;
  for (const std::uint64_t n : documents) largest = std::max(largest, size_class(n));
  for (unsigned size = 0; size <= largest; ++size)
    for (std::size_t begin = 0; begin < documents.size();) {
      std::size_t end = begin;
      std::uint64_t of_size = 0;  // smaller ones between them go with them
      for (; end < documents.size() && size_class(documents[end]) <= size; ++end)
        of_size += size_class(documents[end]) == size ? 1 : 0;
      if (of_size >= kAtOnce || (of_size >= 2 && end - begin >= kMostInAll)) return {begin, end};
      begin = end + 1;
    }
  return {};
}

}  // namespace dateline::indexing
