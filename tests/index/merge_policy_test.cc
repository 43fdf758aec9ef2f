// SPDX-License-Identifier: GPL-2.0-or-later
// Which segments are merged: an index of any history has few, and each article is written a few
// times.
#include "segments/merge_policy.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace dateline::indexing {
namespace {

using Sizes = std::vector<std::uint64_t>;

/// Adds a segment and merges as the writer does. Returns how many documents were written.
std::uint64_t add(Sizes& sizes, std::uint64_t documents) {
  std::uint64_t written = documents;
  sizes.push_back(documents);
  for (SegmentRun run = next_merge(sizes); !run.empty(); run = next_merge(sizes)) {
    const auto begin = sizes.begin() + static_cast<std::ptrdiff_t>(run.begin);
    const auto end = sizes.begin() + static_cast<std::ptrdiff_t>(run.end);
    *begin = std::accumulate(begin, end, std::uint64_t{0});
    written += *begin;
    sizes.erase(begin + 1, end);
  }
  return written;
}

TEST_CASE("segments of like size are merged when there are eight, the smallest first") {
  CHECK(next_merge(Sizes{}).empty());
  CHECK(next_merge(Sizes{1, 2, 3, 4, 5, 6, 7}).empty());
  const SegmentRun all = next_merge(Sizes{1, 2, 3, 4, 5, 6, 7, 1});
  CHECK(all.begin == 0);
  CHECK(all.end == 8);
  CHECK(next_merge(Sizes{1, 2, 3, 4, 5, 6, 7, 8}).empty());  // the last is of the next size
  // A large one is not written anew for small ones.
  const SegmentRun small = next_merge(Sizes{1'000'000, 1, 2, 3, 4, 5, 6, 7, 1});
  CHECK(small.begin == 1);
  CHECK(small.end == 9);
  CHECK(next_merge(Sizes{1'000'000, 1, 2, 3, 4, 5, 6, 7}).empty());
  // Small ones between large ones go with them.
  Sizes mixed;
  for (int i = 0; i < 8; ++i) mixed.insert(mixed.end(), {5'000, 3});
  const SegmentRun swept = next_merge(mixed);
  CHECK(swept.begin == 0);
  CHECK(swept.end == 16);
}

TEST_CASE("small segments between larger ones do not gather") {
  Sizes sizes;
  std::uint64_t all = 0, written = 0;
  for (int day = 0; day < 300; ++day)
    for (int hour = 0; hour <= 24; ++hour) {
      const std::uint64_t documents = hour == 24 ? 2'000 : 1 + static_cast<unsigned>(hour * 7 % 19);
      all += documents;
      written += add(sizes, documents);
      CHECK(sizes.size() <= 40);
    }
  CHECK(written <= 9 * all);
}

TEST_CASE("an index that grows by equal additions has tens of segments, each written a few times") {
  for (const std::uint64_t documents : {1, 500, 9'000}) {
    CAPTURE(documents);
    Sizes sizes;
    std::uint64_t written = 0;
    std::size_t most = 0;
    constexpr std::uint64_t kAdditions = 3'000;
    for (std::uint64_t i = 0; i < kAdditions; ++i) {
      written += add(sizes, documents);
      most = std::max(most, sizes.size());
    }
    CHECK(most <= 32);
    CHECK(written <= 7 * kAdditions * documents);
    CHECK(std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0}) == kAdditions * documents);
  }
}

TEST_CASE("laws: additions of any sizes leave few segments and lose nothing") {
  CHECK(rc::check("any sizes", [] {
    Sizes sizes;
    std::uint64_t all = 0, written = 0;
    for (const int width : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 18))) {
      const std::uint64_t documents = std::uint64_t{1} << width;
      all += documents;
      written += add(sizes, documents);
      RC_ASSERT(sizes.size() <= 60U);
    }
    RC_ASSERT(std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0}) == all);
    RC_ASSERT(written <= 16 * all + 8);
  }));
}

}  // namespace
}  // namespace dateline::indexing
