// SPDX-License-Identifier: GPL-2.0-or-later
// NearDuplicates against an obvious implementation that compares every pair.
#include "snapshot/near_duplicates.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace dateline;
using namespace dateline::searching;

namespace {

/// Texts in families: each member is an earlier one with some bytes changed.
std::vector<FingerprintedDocument> random_documents(std::mt19937& random, std::uint32_t count) {
  std::vector<FingerprintedDocument> documents;
  for (std::uint32_t number = 1; number <= count; ++number) {
    FingerprintedDocument d;
    if (documents.empty() || random() % 3 == 0)
      for (std::uint8_t& byte : d.fingerprint) byte = static_cast<std::uint8_t>(random());
    else
      d = documents[random() % documents.size()];
    for (std::size_t changed = random() % 16; changed > 0; --changed)
      d.fingerprint[random() % d.fingerprint.size()] = static_cast<std::uint8_t>(random());
    d.document = number;
    documents.push_back(d);
  }
  return documents;
}

bool are_near(const Fingerprint& a, const Fingerprint& b) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
  return equal >= kNearCopyBytes;
}

/// By document, the lowest of its story; 0 stands alone.
std::vector<std::uint32_t> compare_all(const std::vector<FingerprintedDocument>& documents) {
  std::vector<std::uint32_t> lowest(documents.size() + 1);
  for (std::uint32_t i = 0; i < lowest.size(); ++i) lowest[i] = i;
  for (const FingerprintedDocument& a : documents)
    for (const FingerprintedDocument& b : documents) {
      if (!are_near(a.fingerprint, b.fingerprint)) continue;
      const std::uint32_t x = lowest[a.document], y = lowest[b.document];
      for (std::uint32_t& l : lowest)
        if (l == std::max(x, y)) l = std::min(x, y);
    }
  return lowest;
}

}  // namespace

TEST_CASE("stories: no near pair is missed, whatever the order") {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::vector<FingerprintedDocument> documents = random_documents(random, 150);
    const std::vector<std::uint32_t> expected = compare_all(documents);
    std::ranges::shuffle(documents, random);
    const NearDuplicates stories(documents, 150);
    for (std::uint32_t d = 0; d <= 150; ++d) {
      REQUIRE(stories.story(d) == expected[d]);
      REQUIRE(stories.copies(d) == std::ranges::count(expected, expected[d]));
      REQUIRE(stories.same_story(d).count() == stories.copies(d));
    }
  }
}

TEST_CASE("stories: a fingerprint that is near to any other is known") {
  std::mt19937 random(20241129);
  std::size_t with = 0, without = 0;
  for (int round = 0; round < 100; ++round) {
    std::vector<Fingerprint> fingerprints;
    for (const FingerprintedDocument& d : random_documents(random, 150))
      fingerprints.push_back(d.fingerprint);
    fingerprints.resize(fingerprints.size() + random() % 3 * 10, fingerprints.front());
    const std::vector<bool> near = have_near_ones(fingerprints);
    for (std::size_t i = 0; i < fingerprints.size(); ++i) {
      bool expected = false;
      for (std::size_t j = 0; j < fingerprints.size(); ++j)
        expected |= i != j && are_near(fingerprints[i], fingerprints[j]);
      REQUIRE(near[i] == expected);
      ++(expected ? with : without);
    }
  }
  CHECK(with > 1'000);
  CHECK(without > 1'000);
  CHECK(have_near_ones({}).empty());
}

TEST_CASE("stories: the first of each in a ranked list") {
  FingerprintedDocument a{{}, 2}, b{{}, 5}, c{{}, 3};
  c.fingerprint.fill(1);
  const NearDuplicates stories({a, b, c}, 6);
  DocSet found(6);
  for (const std::uint32_t d : {2, 3, 5, 6}) found.insert(d);
  CHECK(stories.count(found) == 3);
  const auto firsts = stories.first_of_each({5, 3, 2}, found);
  REQUIRE(firsts.size() == 2);
  CHECK(firsts[0].place == 0);
  CHECK(firsts[0].copies == 2);
  CHECK(firsts[1].place == 1);
  CHECK(firsts[1].copies == 1);
}
