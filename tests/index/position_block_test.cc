// SPDX-License-Identifier: GPL-2.0-or-later
// Packed groups and blocks of positions give what was packed, and damaged ones an Error: they read
// nothing that is not theirs.
#include "index/position_block.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "error.h"
#include "index/packing.h"

namespace dateline {
namespace {

using Group = std::array<std::uint32_t, kPackedGroup>;
using Numbers = std::vector<std::uint32_t>;

PackedBytes packed_bytes(std::string_view bytes) {
  return {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()};
}

/// Numbers of any width, mostly of one that is small.
rc::Gen<std::uint32_t> number() {
  return rc::gen::map(
      rc::gen::pair(rc::gen::weightedElement<int>({{6, 4}, {3, 9}, {1, 32}}),
                    rc::gen::arbitrary<std::uint64_t>()),
      [](const std::pair<int, std::uint64_t>& from) {
        return static_cast<std::uint32_t>(from.second & ((std::uint64_t{1} << from.first) - 1));
      });
}

/// A posting's wdf and positions; seldom not as many as the wdf says.
struct Entry {
  std::uint32_t wdf = 0;
  Numbers positions;
};

rc::Gen<Entry> entry() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::weightedElement<std::size_t>({{8, 3}, {3, 40}, {1, 400}}),
                     rc::gen::container<Numbers>(number()), rc::gen::inRange(0, 9),
                     rc::gen::inRange<std::uint32_t>(0, 5)),
      [](const std::tuple<std::size_t, Numbers, int, std::uint32_t>& from) {
        Entry made;
        std::uint64_t at = 0;
        for (const std::uint32_t gap : std::get<1>(from)) {
          if (made.positions.size() == std::get<0>(from)) break;
          at += std::max<std::uint32_t>(gap, 1);
          if (at > UINT32_MAX) break;
          made.positions.push_back(static_cast<std::uint32_t>(at));
        }
        made.wdf = static_cast<std::uint32_t>(made.positions.size());
        if (std::get<2>(from) == 0) made.wdf += std::get<3>(from);
        return made;
      });
}

std::vector<Posting> postings_of(const std::vector<Entry>& entries) {
  std::vector<Posting> postings;
  for (const Entry& entry : entries)
    postings.push_back({static_cast<std::uint32_t>(postings.size() + 1), entry.wdf});
  return postings;
}

std::string block_of(const std::vector<Entry>& entries) {
  PositionBlockWriter writer;
  for (const Entry& entry : entries) writer.add(entry.wdf, entry.positions);
  std::string bytes;
  writer.finish(bytes);
  return bytes;
}

/// In memory of exactly their size: a sanitizer sees what is read beyond it.
class Exactly {
 public:
  explicit Exactly(std::string_view bytes)
      : bytes_(std::make_unique<char[]>(bytes.size())), size_(bytes.size()) {
    std::ranges::copy(bytes, bytes_.get());
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

TEST_CASE("laws: a packed group is what was packed") {
  CHECK(rc::check("any numbers", [] {
    const auto numbers = *rc::gen::container<Group>(
        *rc::gen::element(number(), rc::gen::arbitrary<std::uint32_t>()));
    std::string bytes;
    append_group(bytes, numbers);
    const Exactly exactly(bytes);
    PackedBytes in = packed_bytes(exactly.view()), skipped = in;
    Group read;
    RC_ASSERT(take_group(in, read));
    RC_ASSERT(in.empty());
    RC_ASSERT(read == numbers);
    RC_ASSERT(skip_group(skipped));
    RC_ASSERT(skipped.empty());
  }));
}

TEST_CASE("a packed group takes the bits its numbers need, of any width") {
  for (unsigned bits = 0; bits <= 32; ++bits) {
    CAPTURE(bits);
    Group numbers;
    numbers.fill(bits == 0 ? 0 : UINT32_MAX >> (32 - bits));
    std::string bytes;
    append_group(bytes, numbers);
    CHECK(bytes.size() == 2 + 16 * bits);
    Group read;
    PackedBytes in = packed_bytes(bytes);
    REQUIRE(take_group(in, read));
    CHECK(read == numbers);
  }
}

TEST_CASE("laws: a block of positions gives what was written") {
  CHECK(rc::check("any postings", [] {
    const auto entries = *rc::gen::nonEmpty(rc::gen::container<std::vector<Entry>>(entry()));
    const std::string bytes = block_of(entries);
    const Exactly exactly(bytes);
    PositionBlock block(exactly.view(), postings_of(entries));
    RC_ASSERT(block.postings() == entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (*rc::gen::inRange(0, 4) == 0) continue;  // passed over
      RC_ASSERT(block.count(i) == entries[i].positions.size());
      for (int times = *rc::gen::inRange(1, 3); times > 0; --times) {
        Numbers positions{7};  // is added to
        block.read(i, positions);
        RC_ASSERT(positions[0] == 7U);
        positions.erase(positions.begin());
        RC_ASSERT(positions == entries[i].positions);
      }
    }
  }));
}

TEST_CASE("a block may have any number of positions, up to the last there is") {
  for (const std::uint32_t count : {0u, 1u, 2u, 127u, 128u, 129u, 255u, 256u, 257u, 5'000u})
    for (const bool to_the_last : {false, true}) {
      CAPTURE(count);
      Entry entry{count, Numbers(count)};
      std::iota(entry.positions.begin(), entry.positions.end(), 1);
      if (to_the_last && count != 0) entry.positions.back() = UINT32_MAX;
      const std::vector<Entry> entries{entry, {3, {}}, entry};
      const std::string bytes = block_of(entries);
      PositionBlock block(bytes, postings_of(entries));
      for (const std::size_t i : {0, 1, 2}) {
        Numbers positions;
        block.read(i, positions);
        CHECK(positions == entries[i].positions);
      }
    }
}

TEST_CASE("laws: a damaged block of positions is an Error or other positions, never a crash") {
  CHECK(rc::check("one byte is another, or the end is missing", [] {
    const auto entries = *rc::gen::nonEmpty(rc::gen::container<std::vector<Entry>>(entry()));
    std::string bytes = block_of(entries);
    if (*rc::gen::arbitrary<bool>())
      bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] ^= *rc::gen::nonZero<char>();
    else
      bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size()));
    const Exactly exactly(bytes);
    try {
      PositionBlock block(exactly.view(), postings_of(entries));
      for (std::size_t i = 0; i < block.postings(); ++i) {
        Numbers positions;
        block.read(i, positions);
        RC_ASSERT(positions.size() == block.count(i));
      }
    } catch (const Error& e) {
      RC_ASSERT(std::string(e.what()).find("damaged") != std::string::npos);
    }
  }));
}

TEST_CASE("a count of positions that no block can hold is refused before memory is asked for") {
  const std::vector<Posting> postings{{1, UINT32_MAX}, {2, UINT32_MAX}};
  const std::string bytes(10, '\0');
  CHECK_THROWS_AS(PositionBlock(bytes, postings), Error);
}

}  // namespace
}  // namespace dateline
