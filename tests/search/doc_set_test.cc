// SPDX-License-Identifier: GPL-2.0-or-later
// DocSet against std::set: the same operations on both must leave the same members.
#include "snapshot/doc_set.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <set>
#include <span>
#include <stdexcept>
#include <vector>

using namespace dateline;
using namespace dateline::searching;

namespace {

using Numbers = std::set<std::uint32_t>;
using Generator = std::mt19937;

std::uint32_t below(std::uint32_t end, Generator& random) {
  return static_cast<std::uint32_t>(random() % end);
}

std::vector<std::uint32_t> members(const DocSet& set) {
  std::vector<std::uint32_t> numbers;
  set.for_each([&](std::uint32_t number) { numbers.push_back(number); });
  return numbers;
}

DocSet set_of(std::uint32_t last, const Numbers& numbers) {
  DocSet set(last);
  for (const std::uint32_t number : numbers) set.insert(number);
  return set;
}

void check_same(const DocSet& set, const Numbers& expected) {
  const std::uint32_t last = set.last();
  REQUIRE(members(set) == std::vector<std::uint32_t>(expected.begin(), expected.end()));
  CHECK(set.count() == expected.size());
  CHECK(set.empty() == expected.empty());
  bool contains_agrees = true, next_agrees = true;
  for (std::uint32_t number = 0; number <= last + 65; ++number) {
    const auto following = expected.lower_bound(number);
    contains_agrees = contains_agrees && set.contains(number) == expected.contains(number);
    next_agrees =
        next_agrees && set.next(number) == (following == expected.end() ? last + 1 : *following);
  }
  CHECK(contains_agrees);
  CHECK(next_agrees);
}

/// Few members, about half, or nearly all.
Numbers random_numbers(std::uint32_t last, Generator& random) {
  const std::uint32_t tenths = std::vector<std::uint32_t>{0, 1, 5, 9, 10}[below(5, random)];
  Numbers numbers;
  for (std::uint32_t number = 0; number <= last; ++number)
    if (below(10, random) < tenths) numbers.insert(number);
  return numbers;
}

Numbers intersection(const Numbers& a, const Numbers& b) {
  Numbers result;
  for (const std::uint32_t number : a)
    if (b.contains(number)) result.insert(number);
  return result;
}

}  // namespace

TEST_CASE("a new set is empty") {
  for (const std::uint32_t last : {0u, 63u, 64u, 1000u}) {
    CAPTURE(last);
    CHECK(DocSet(last).last() == last);
    check_same(DocSet(last), {});
  }
  check_same(DocSet(), {});
}

TEST_CASE("single members at the borders of words") {
  for (const std::uint32_t last : {0u, 1u, 62u, 63u, 64u, 65u, 127u, 128u, 129u})
    for (const std::uint32_t number : {0u, 1u, 62u, 63u, 64u, 65u, 127u, 128u, last}) {
      if (number > last) continue;
      CAPTURE(last);
      CAPTURE(number);
      DocSet set(last);
      set.insert(number);
      check_same(set, {number});
      set.insert(number);
      check_same(set, {number});
      set.erase(number);
      check_same(set, {});
      set.erase(number);
      CHECK(set == DocSet(last));
    }
}

TEST_CASE("equal sets have the same members and the same last number") {
  CHECK(set_of(100, {3, 64}) == set_of(100, {64, 3}));
  CHECK_FALSE(set_of(100, {3, 64}) == set_of(100, {3}));
  CHECK_FALSE(set_of(100, {3}) == set_of(101, {3}));
}

TEST_CASE("random insertions and removals") {
  Generator random(1);
  for (const std::uint32_t last : {0u, 63u, 64u, 200u}) {
    CAPTURE(last);
    DocSet set(last);
    Numbers expected;
    for (int step = 0; step < 300; ++step) {
      const std::uint32_t number = below(last + 1, random);
      if (below(2, random) == 0) {
        set.insert(number);
        expected.insert(number);
      } else {
        set.erase(number);
        expected.erase(number);
      }
      check_same(set, expected);
    }
  }
}

TEST_CASE("members among things that have a document") {
  struct Thing {
    std::uint32_t document = 0, at = 0;
  };
  Generator random(3);
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t last = std::vector<std::uint32_t>{0, 63, 64, 300}[below(4, random)];
    const Numbers members = random_numbers(last, random), others = random_numbers(last, random);
    std::vector<Thing> things;
    for (const std::uint32_t number : others)
      things.push_back({number, static_cast<std::uint32_t>(things.size())});
    std::vector<Thing> found(things.size());
    found.resize(set_of(last, members).copy_members(std::span<const Thing>(things), found.data()));
    Numbers documents;
    for (const Thing& thing : found) {
      documents.insert(thing.document);
      CHECK(things[thing.at].document == thing.document);
    }
    CHECK(documents == intersection(others, members));
    CHECK(documents.size() == found.size());
  }
  const std::vector<Thing> beyond{{1, 0}, {65, 0}};
  std::vector<Thing> room(2);
  CHECK_THROWS_AS(DocSet(64).copy_members(std::span<const Thing>(beyond), room.data()),
                  std::out_of_range);
}

TEST_CASE("random intersections, unions and differences") {
  Generator random(2);
  for (int round = 0; round < 500; ++round) {
    CAPTURE(round);
    const std::uint32_t last =
        std::vector<std::uint32_t>{0, 62, 63, 64, 127, 128, 300}[below(7, random)];
    const Numbers a = random_numbers(last, random), b = random_numbers(last, random);
    const DocSet other = set_of(last, b);
    const Numbers both = intersection(a, b);
    Numbers either = a, only_a = a;
    either.insert(b.begin(), b.end());
    for (const std::uint32_t number : both) only_a.erase(number);

    DocSet set = set_of(last, a);
    check_same(set &= other, both);
    set = set_of(last, a);
    check_same(set |= other, either);
    set = set_of(last, a);
    check_same(set -= other, only_a);
    check_same(other, b);
  }
}
