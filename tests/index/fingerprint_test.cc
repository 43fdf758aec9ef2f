// SPDX-License-Identifier: GPL-2.0-or-later
// How fingerprints follow their texts.
#include "terms/fingerprint.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace dateline;
using namespace dateline::indexing;

namespace {

/// `words` words, from number `first` on; every `other`-th is another one.
std::string fingerprint(std::uint32_t words, std::uint32_t first = 0, std::uint32_t other = 0) {
  Fingerprint made;
  for (std::uint32_t i = first; i < first + words; ++i)
    made.add(fmt::format("{}{}", other != 0 && i % other == other - 1 ? "other" : "word", i));
  return made.value();
}

std::size_t equal_bytes(const std::string& a, const std::string& b) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) equal += a[i] == b[i] ? 1 : 0;
  return equal;
}

}  // namespace

TEST_CASE("fingerprint: short texts have none") {
  CHECK(fingerprint(Fingerprint::kFewestWords - 1).empty());
  CHECK(fingerprint(Fingerprint::kFewestWords).size() == schema::kFingerprintBytes);
}

TEST_CASE("fingerprint: the more words are common, the more bytes are") {
  const std::string text = fingerprint(300);
  CHECK(text == fingerprint(300));
  CHECK(equal_bytes(text, fingerprint(300, 0, 100)) >= 27);  // three words changed
  CHECK(equal_bytes(text, fingerprint(300, 30)) >= 20);      // a tenth moved on
  CHECK(equal_bytes(text, fingerprint(300, 1000)) <= 3);     // nothing common
}
