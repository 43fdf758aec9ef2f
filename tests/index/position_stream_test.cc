// SPDX-License-Identifier: GPL-2.0-or-later
// Position lists of all lengths, as written, given out one by one and by leaps.
#include "index/position_stream.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "error.h"
#include "index/glass_format.h"

namespace dateline {
namespace {

const std::string kBefore(8, '\xff');  // readable before the end, as in a table

std::string encoded(const std::vector<std::uint32_t>& positions) {
  std::string bytes = kBefore;
  glass::append_positions(bytes, positions);
  return bytes;
}

PositionStream opened(const std::string& bytes) {
  PositionStream stream;
  stream.open(std::string_view(bytes).substr(kBefore.size()));
  return stream;
}

TEST_CASE("positions are given as they were written") {
  std::mt19937 random(7);
  for (std::uint32_t length = 1; length <= 300; ++length)
    for (const std::uint32_t gap : {1u, 2u, 40u, 5'000'000u}) {
      CAPTURE(length);
      CAPTURE(gap);
      std::vector<std::uint32_t> written;
      for (auto at = 1 + static_cast<std::uint32_t>(random() % 3); written.size() < length;
           at += 1 + static_cast<std::uint32_t>(random() % gap))
        written.push_back(at);
      const std::string bytes = encoded(written);
      PositionStream stream = opened(bytes);
      REQUIRE(stream.count() == length);
      std::vector<std::uint32_t> read;
      do read.push_back(stream.position());
      while (stream.next());
      REQUIRE(read == written);

      for (const std::size_t most : {2u, 5u, 30u}) {  // to a position, or to just behind one
        PositionStream leaping = opened(bytes);
        for (std::size_t i = 0; i < length; i += 1 + random() % most) {
          REQUIRE(leaping.advance_to(written[i]));
          REQUIRE(leaping.position() == written[i]);
          const bool more = i + 1 < length;
          if (random() % 2 == 0) continue;
          REQUIRE(leaping.advance_to(written[i] + 1) == more);
          if (more) REQUIRE(leaping.position() == written[++i]);
        }
        CHECK(!leaping.advance_to(written.back() + 1));
      }
    }
}

TEST_CASE("what is not a position list is refused") {
  const std::string nothing_before_0{'\0', '\0'}, cut = encoded({3, 900, 5'000, 60'000, 70'001});
  CHECK_THROWS_AS(opened(kBefore + nothing_before_0), Error);
  CHECK_THROWS_AS(
      [&] {
        const std::string bytes = cut.substr(0, cut.size() - 4);
        PositionStream stream = opened(bytes);
        while (stream.next()) continue;
      }(),
      Error);
}

}  // namespace
}  // namespace dateline
