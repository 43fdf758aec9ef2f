// SPDX-License-Identifier: GPL-2.0-or-later
// A chunk of a posting list gives what was packed, read whole or asked for documents, and tells
// when it is damaged.
#include "index/posting_chunk.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "error.h"
#include "index/glass_format.h"

namespace dateline {
namespace {

using Random = std::mt19937;

std::uint32_t below(Random& random, std::uint32_t n) {
  return std::uniform_int_distribution<std::uint32_t>(0, n - 1)(random);
}

/// Differences and times of one byte, with longer ones among them as often as `long_ones` says.
std::vector<Posting> random_postings(Random& random, std::uint32_t long_ones) {
  std::vector<Posting> postings{{1 + below(random, 1000), below(random, 200)}};
  for (std::uint32_t n = below(random, 300); n > 0; --n) {
    const auto some = [&](std::uint32_t most) {
      return below(random, 100) < long_ones ? below(random, most) : below(random, 128);
    };
    postings.push_back({postings.back().document + 1 + some(40'000), some(300)});
  }
  return postings;
}

std::string packed(const std::vector<Posting>& postings) {
  std::string bytes;
  glass::append_uint(bytes, postings[0].tf);
  for (std::size_t i = 1; i < postings.size(); ++i) {
    glass::append_uint(bytes, postings[i].document - postings[i - 1].document - 1);
    glass::append_uint(bytes, postings[i].tf);
  }
  return bytes;
}

bool same(const Posting& a, const Posting& b) { return a.document == b.document && a.tf == b.tf; }

TEST_CASE("a chunk is read as it was packed") {
  Random random(21);
  std::vector<Posting> room;
  for (int round = 0; round < 600; ++round) {
    const std::uint32_t long_ones = std::vector<std::uint32_t>{0, 3, 30, 100}[below(random, 4)];
    const std::vector<Posting> postings = random_postings(random, long_ones);
    const std::string bytes = packed(postings);
    const std::uint32_t first = postings.front().document, last = postings.back().document;
    const PostingChunk whole(bytes, first, last);
    REQUIRE(std::ranges::equal(whole.read_all(room), postings, same));

    PostingChunk chunk(bytes, first, last);
    const std::uint32_t step = 1 + below(random, below(random, 2) == 0 ? 10 : 3000);
    for (std::uint32_t wanted = 0; wanted <= last; wanted += below(random, step) + 1) {
      const auto expected = std::ranges::lower_bound(postings, wanted, {},
                                                     [](const Posting& p) { return p.document; });
      REQUIRE(same(chunk.find(wanted), *expected));
    }
  }
}

TEST_CASE("a chunk that ends elsewhere than it says is refused") {
  std::vector<Posting> room, postings;
  for (std::uint32_t i = 0; i < 40; ++i) postings.push_back({10 + 3 * i, 1});
  const std::string bytes = packed(postings);
  const std::uint32_t last = postings.back().document;
  struct {
    std::string bytes;
    std::uint32_t first, last;
  } const damaged[] = {
      {"", 10, 10},
      {"\x80", 10, 10},
      {bytes.substr(0, bytes.size() - 1), 10, last},
      {bytes.substr(0, bytes.size() - 2), 10, last},
      {bytes + std::string(8, '\1'), 10, last},
      {bytes, 10, last - 1},
      {bytes, 10, last + 1},
      {bytes, last + 10, last},
      {"\1" + std::string(2, '\x7f') + "\xff\xff\xff\xff\x0f\1", 10, 137},
  };
  for (const auto& [wrong, first, end] : damaged) {
    CAPTURE(wrong.size());
    CHECK_THROWS_AS(PostingChunk(wrong, first, end).read_all(room), Error);
  }
  CHECK_THROWS_AS(PostingChunk(bytes, 10, last + 9).find(last + 1), Error);
  CHECK_THROWS_AS(PostingChunk(bytes, 10, last - 1).find(last - 1), Error);
}

}  // namespace
}  // namespace dateline
