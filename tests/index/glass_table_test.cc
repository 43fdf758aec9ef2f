// SPDX-License-Identifier: GPL-2.0-or-later
// Tables are read as they were written, with any contents.
#include "index/glass_table.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "error.h"
#include "support/random_documents.h"
#include "support/same_database.h"
#include "support/support.h"

namespace dateline {

using namespace indexing;
namespace {

namespace fs = std::filesystem;

TEST_CASE("a table takes keys in ascending order only") {
  const TemporaryFolder scratch;
  glass::TableWriter table(scratch / "table", 0, glass::WriteOut::later);
  table.add("b", "1");
  CHECK_THROWS_AS(table.add("a", "2"), Error);
  CHECK_THROWS_AS(table.add("b", "2"), Error);
  CHECK_THROWS_AS(table.add("", "2"), Error);
  CHECK_THROWS_AS(table.add(std::string(256, 'c'), "2"), Error);
}

TEST_CASE("a table gives back what was written, however long") {
  const TemporaryFolder scratch;
  Random random(23);
  std::vector<std::pair<std::string, std::string>> entries;
  for (int i = 0; i < 3000; ++i) {
    std::string key = fmt::format("{:06}{}", i, std::string(below(random, 249), 'k'));
    const std::uint32_t size = random() % 50 == 0 ? 60000 : random() % 5 == 0 ? 2200 : 30;
    entries.emplace_back(std::move(key), std::string(below(random, size), 't'));
  }
  glass::TableWriter out(scratch / "table", 0, glass::WriteOut::later);
  for (const auto& [key, tag] : entries) out.add(key, tag);
  const glass::RootInfo root = out.finish();
  CHECK(root.entries == entries.size());
  CHECK(root.level >= 2);

  glass::TableReader in(scratch / "table", root);
  for (const auto& [key, tag] : entries) {
    REQUIRE(in.next());
    REQUIRE(in.key() == key);
    REQUIRE(in.tag() == tag);
  }
  CHECK(!in.next());

  fs::resize_file(scratch / "table", glass::kBlockSize * 5);
  CHECK_THROWS_AS(glass::TableReader(scratch / "table", root).next(), Error);
}

TEST_CASE("entries of two tables are taken in turn up to a key, however long") {
  const TemporaryFolder scratch;
  Random random(29);
  std::map<std::string, std::string> entries;
  glass::RootInfo roots[2];
  {
    glass::TableWriter even(scratch / "0", 0, glass::WriteOut::later);
    glass::TableWriter odd(scratch / "1", 0, glass::WriteOut::later);
    int owner = 0, run = 0;  // who has the next entries, and how many
    for (int i = 0; i < 6000; ++i, --run) {
      if (run == 0) {
        owner = 1 - owner;
        run = 1 + static_cast<int>(below(random, random() % 4 == 0 ? 900 : 3));
      }
      const std::string key = fmt::format("{:05}{}", i, std::string(below(random, 200), 'k'));
      const std::uint32_t size = random() % 50 == 0 ? 30000 : random() % 5 == 0 ? 2200 : 30;
      const std::string tag(below(random, size), static_cast<char>('a' + i % 26));
      (owner == 0 ? even : odd).add(key, tag);
      entries.emplace(key, tag);
    }
    roots[0] = even.finish();
    roots[1] = odd.finish();
  }

  glass::TableReader even(scratch / "0", roots[0]), odd(scratch / "1", roots[1]);
  glass::TableWriter out(scratch / "merged", 0, glass::WriteOut::later);
  REQUIRE(even.next());
  REQUIRE(odd.next());
  glass::TableReader *first = &even, *second = &odd;
  if (second->key() < first->key()) std::swap(first, second);
  while (out.add_until(*first, second->key())) std::swap(first, second);
  CHECK(!out.add_until(*second, {}));
  const glass::RootInfo root = out.finish();
  CHECK(root.entries == entries.size());

  glass::TableReader in(scratch / "merged", root);
  for (const auto& [key, tag] : entries) {
    REQUIRE(in.next());
    REQUIRE(in.key() == key);
    REQUIRE(in.tag() == tag);
  }
  CHECK(!in.next());
}

TEST_CASE("compressed tags fill the leaves, others stand in one") {
  constexpr int kTags = 1000;
  constexpr std::size_t kTagBytes = 1200;
  for (const bool compressed : {true, false}) {
    CAPTURE(compressed);
    const TemporaryFolder scratch;
    glass::TableWriter out(scratch / "table", 0, glass::WriteOut::later);
    const auto key = [](int i) { return fmt::format("{:04}", i); };
    const auto tag = [](int i) { return std::string(kTagBytes, static_cast<char>('a' + i % 26)); };
    for (int i = 0; i < kTags; ++i) out.add(key(i), tag(i), compressed);
    const glass::RootInfo root = out.finish();
    // Of a leaf 926 bytes stay free where tags are not split.
    CHECK(leaves(scratch / "table").size() == (compressed ? 149 : 167));

    glass::TableReader in(scratch / "table", root);
    for (int i = 0; i < kTags; ++i) {
      REQUIRE(in.next());
      CHECK(in.key() == key(i));
      CHECK(in.tag() == tag(i));
      CHECK(in.compressed() == compressed);
    }
    CHECK(!in.next());
  }
}

}  // namespace
}  // namespace dateline
