// SPDX-License-Identifier: GPL-2.0-or-later
// Reading the tables of an index directly gives the same as Xapian's iterators, after any commits.
// Damaged files, and files that change meanwhile, are noticed.
#include "snapshot/index_reader.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "error.h"
#include "index/glass_format.h"
#include "matching/phrase_scan.h"
#include "snapshot/position_lists.h"
#include "support/support.h"
#include "system/archive_files.h"

namespace dateline {

using namespace indexing;
using namespace searching;
namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t n) {
  return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
}

/// Frequent ones, rare ones, long ones, some that begin as others do or hold NULs.
std::string random_term(Random& random) {
  static const std::string kOdd[] = {"a",
                                     std::string("a\0", 2),
                                     std::string("a\0b", 3),
                                     std::string("a\0\xff", 3),
                                     "a\xff",
                                     "\xff\xff",
                                     std::string(240, 'l'),
                                     std::string(239, 'l') + "m"};
  switch (below(random, 4)) {
    case 0:
      return kOdd[below(random, std::size(kOdd))];
    case 1:
      return fmt::format("rare{}", below(random, 5000));
    default:
      return fmt::format("t{}", below(random, 30));
  }
}

Xapian::Document random_document(Random& random) {
  Xapian::Document document;
  const std::size_t terms = below(random, 3) == 0 ? 0 : below(random, 60);
  for (std::size_t i = 0; i < terms; ++i) {
    const std::string term = random_term(random);
    if (below(random, 5) == 0)
      document.add_term(term, static_cast<Xapian::termcount>(below(random, 400)));
    else
      document.add_posting(
          term, static_cast<Xapian::termpos>(
                    1 + (below(random, 9) == 0 ? below(random, 1u << 27) : below(random, 300))));
  }
  if (below(random, 300) == 0)  // a list of several components
    for (Xapian::termpos position = 1; position < 20'000;
         position += static_cast<Xapian::termpos>(1 + below(random, 3)))
      document.add_posting("long", position);
  for (const Xapian::valueno slot : {0u, 3u, 200u, 300u})
    if (below(random, 2) == 0)
      document.add_value(slot, std::string(below(random, 30), static_cast<char>(slot)));
  return document;
}

/// Adds, replaces and deletes, in several commits, also at high numbers.
void change(const std::filesystem::path& path, Random& random) {
  Xapian::WritableDatabase db(path.string(), Xapian::DB_CREATE_OR_OPEN);
  for (int commit = 0; commit < 4; ++commit) {
    for (int i = 0; i < 400; ++i) {
      const auto last = static_cast<Xapian::docid>(db.get_lastdocid());
      switch (last == 0 ? 0 : below(random, 8)) {
        case 1:
          db.replace_document(static_cast<Xapian::docid>(1 + below(random, last)),
                              random_document(random));
          break;
        case 2:
          try {
            db.delete_document(static_cast<Xapian::docid>(1 + below(random, last)));
          } catch (const Xapian::DocNotFoundError&) {
          }
          break;
        default:
          db.add_document(random_document(random));
      }
    }
    if (commit == 1) db.replace_document(0x7ff0, random_document(random));
    if (commit == 2) db.replace_document(0x400000, random_document(random));
    db.commit();
  }
}

std::string shown(Postings postings) {
  std::string text;
  for (auto some = postings.next(); !some.empty(); some = postings.next())
    for (const Posting& posting : some) text += fmt::format("{}:{} ", posting.document, posting.tf);
  return text;
}

TEST_CASE("tables are read as Xapian's iterators read them") {
  Random random(7);
  TemporaryFolder folder;
  std::size_t lists = 0, found_positions = 0;
  for (int round = 0; round < 3; ++round) {
    change(folder / "terms", random);
    const Xapian::Database db((folder / "terms").string());
    const IndexReader direct(db, folder / "terms");
    const IndexReader slow(db, folder / "terms", IndexReader::Way::xapian);
    REQUIRE(direct.direct());
    REQUIRE(!slow.direct());

    CHECK(shown(Postings::lengths(direct)) == shown(Postings::lengths(slow)));
    for (const Xapian::valueno slot : {0u, 1u, 3u, 200u, 300u}) {
      const auto values = [&](const IndexReader& index) {
        std::string text;
        index.values(slot, [&](std::uint32_t document, std::string_view value) {
          text += fmt::format("{}:{} ", document, value);
        });
        return text;
      };
      CHECK(values(direct) == values(slow));
    }

    std::set<std::string> terms{"nowhere", "t", "long0", std::string("a\0a", 3)};
    for (auto term = db.allterms_begin(); term != db.allterms_end(); ++term) terms.insert(*term);
    const std::uint32_t last = db.get_lastdocid();
    for (const std::string& term : terms) {
      CAPTURE(term);
      REQUIRE(shown(Postings(direct, term)) == shown(Postings(slow, term)));
      CHECK(direct.statistics(term).doc_freq == slow.statistics(term).doc_freq);
      CHECK(direct.statistics(term).coll_freq == slow.statistics(term).coll_freq);
      ++lists;

      Postings some(direct, term), same(slow, term);
      PositionLists places(direct, term), same_places(slow, term);
      const std::size_t step = 1 + below(random, 400);
      std::uint32_t document = 1;
      while (document <= last) {
        const Posting* const here = some.find(document);
        const Posting* const there = same.find(document);
        REQUIRE((here == nullptr) == (there == nullptr));
        if (here != nullptr) {
          REQUIRE(here->document == there->document);
          REQUIRE(here->tf == there->tf);
        }
        const std::uint32_t placed = places.find(document);
        REQUIRE(placed == same_places.find(document));
        if (placed != PositionLists::kNone) {
          std::vector<std::uint32_t> positions, same_positions;
          places.read(positions);
          same_places.read(same_positions);
          REQUIRE(positions == same_positions);
          found_positions += positions.size();
        }
        if (here == nullptr && placed == PositionLists::kNone) break;
        const std::uint32_t next = std::min(here == nullptr ? placed : here->document, placed);
        document = std::max(document, next) + static_cast<std::uint32_t>(below(random, step) + 1);
      }
      CHECK(some.find(last + 1) == nullptr);
    }
  }
  MESSAGE(lists << " posting lists, " << found_positions << " positions");
  CHECK(found_positions > 10'000);
}

TEST_CASE("a commit since the tables were opened is told") {
  Random random(8);
  TemporaryFolder folder;
  change(folder / "terms", random);
  Xapian::Database db((folder / "terms").string());
  const IndexReader index(db, folder / "terms");
  CHECK_NOTHROW(index.check_unchanged());
  {
    Xapian::WritableDatabase writer((folder / "terms").string());
    writer.add_document(random_document(random));
    writer.commit();
  }
  CHECK_THROWS_AS(index.check_unchanged(), Xapian::DatabaseModifiedError);
  CHECK_THROWS_AS(IndexReader(db, folder / "terms"), Xapian::DatabaseModifiedError);
  db.reopen();
  CHECK_NOTHROW(IndexReader(db, folder / "terms").check_unchanged());
}

TEST_CASE("an index that was committed to before another replaced it is told") {
  Random random(8);
  TemporaryFolder folder;
  change(folder / "terms", random);
  const Xapian::Database db((folder / "terms").string());
  const IndexReader index(db, folder / "terms");
  change(folder / "terms", random);
  change(folder / "terms", random);
  std::filesystem::remove_all(folder / "terms");
  CHECK_THROWS_AS(index.check_unchanged(), Xapian::DatabaseModifiedError);
}

TEST_CASE("an index in another format is read through Xapian") {
  Random random(9);
  TemporaryFolder folder;
  change(folder / "terms", random);
  const Xapian::Database db((folder / "terms").string());
  {
    std::fstream version(folder / "terms" / "iamglass", std::ios::in | std::ios::out);
    version.seekp(15);
    version.put('\x6f');  // of the day after
  }
  const IndexReader index(db, folder / "terms");
  CHECK(!index.direct());
  CHECK(!shown(Postings(index, "t1")).empty());
}

/// Whether `terms` stand one behind the other in a document, by their whole lists.
bool stand_together(const Xapian::Database& db, std::uint32_t document,
                    const std::vector<std::string>& terms) {
  std::vector<std::set<Xapian::termpos>> places;
  for (const std::string& term : terms)
    places.emplace_back(db.positionlist_begin(document, term), db.positionlist_end(document, term));
  return std::ranges::any_of(places[0], [&](Xapian::termpos begin) {
    for (std::size_t i = 1; i < places.size(); ++i)
      if (!places[i].contains(begin + static_cast<Xapian::termpos>(i))) return false;
    return true;
  });
}

TEST_CASE("a scan for a phrase finds what the position lists say") {
  Random random(11);
  TemporaryFolder folder;
  const std::vector<std::string> words{"a", "b", "c", std::string("a\0", 2), "d", "rare", "long"};
  {
    Xapian::WritableDatabase db((folder / "terms").string(), Xapian::DB_CREATE_OR_OPEN);
    for (std::uint32_t i = 0; i < 6000; ++i) {
      Xapian::Document document;
      // Few words, so that they repeat: "a a a", "a b a b".
      const std::size_t different = 1 + below(random, 5), length = below(random, 60);
      for (Xapian::termpos at = 1; at <= length; ++at)
        document.add_posting(words[below(random, different)], at);
      if (below(random, 40) == 0)
        document.add_posting("rare", 1 + static_cast<unsigned>(below(random, 60)));
      if (i % 1500 == 700)  // a list of several components
        for (Xapian::termpos at = 1; at < 30'000; at += 1 + static_cast<unsigned>(below(random, 3)))
          document.add_posting("long", at);
      if (below(random, 20) == 0) document.add_term("c");              // without a position
      db.replace_document(i % 3 == 0 ? 40'000 + i : i + 1, document);  // also in longer keys
    }
    db.commit();
    for (std::uint32_t i = 0; i < 6000; i += 7)
      if (i % 3 != 0) db.delete_document(i + 1);
    db.commit();
  }
  const Xapian::Database db((folder / "terms").string());
  const IndexReader index(db, folder / "terms");
  REQUIRE(index.direct());
  CHECK(!PhraseScan::can_read(IndexReader(db, folder / "terms", IndexReader::Way::xapian),
                              ResolvedWord{}));
  std::size_t found = 0;
  for (int round = 0; round < 60; ++round) {
    ResolvedWord word;
    word.kind = ResolvedWord::Kind::phrase;
    std::vector<std::string> terms;
    for (std::uint32_t i = 0; i < 2 + below(random, 3); ++i) {
      terms.push_back(words[below(random, words.size())]);
      word.slots.push_back({i, {terms.back()}, {}});
    }
    REQUIRE(PhraseScan::can_read(index, word));
    PhraseScan scan(index, word);
    const std::size_t step = round % 2 == 0 ? 1 : 1 + below(random, 300);
    for (std::uint32_t document = 1; document <= db.get_lastdocid();
         document += 1 + static_cast<std::uint32_t>(below(random, step))) {
      if (document == 6001) document = 40'000;
      CAPTURE(document);
      const bool here = scan.has(document);
      REQUIRE(here == stand_together(db, document, terms));
      found += here;
    }
  }
  MESSAGE(found << " phrases");
  CHECK(found > 1000);
}

TEST_CASE("a phrase that is more than plain words is not for the scan") {
  TemporaryFolder folder;
  Random random(12);
  change(folder / "terms", random);
  const Xapian::Database db((folder / "terms").string());
  const IndexReader index(db, folder / "terms");
  ResolvedWord plain;
  plain.kind = ResolvedWord::Kind::phrase;
  plain.slots = {{0, {"t1"}, {}}, {1, {"t2"}, {}}};
  CHECK(PhraseScan::can_read(index, plain));
  ResolvedWord several = plain, excluded = plain, in_title = plain;
  several.slots[1].any_of.push_back("t3");
  excluded.slots[0].none_of.push_back("t3");
  in_title.where = ResolvedWord::Where::title;
  for (const ResolvedWord& word : {several, excluded, in_title})
    CHECK(!PhraseScan::can_read(index, word));
}

/// Reads all there is of a damaged index; it may be refused, it must not fall over.
void read_all(const Xapian::Database& db, const std::filesystem::path& terms) {
  const auto attempt = [](const auto& work) {
    try {
      work();
    } catch (const Error&) {
    } catch (const Xapian::Error&) {
    }
  };
  attempt([&] {
    const IndexReader index(db, terms);
    attempt([&] { shown(Postings::lengths(index)); });
    attempt([&] { index.values(3, [](std::uint32_t, std::string_view) {}); });
    for (int i = 0; i < 30; ++i) {
      const std::string term = fmt::format("t{}", i);
      attempt([&] { shown(Postings(index, term)); });
      attempt([&] {
        PositionLists places(index, term);
        std::vector<std::uint32_t> positions;
        for (std::uint32_t document = 1; document < 1000; document += 7)
          if (places.find(document) != PositionLists::kNone) {
            positions.clear();
            places.read(positions);
          }
        ResolvedWord word;
        word.kind = ResolvedWord::Kind::phrase;
        word.slots = {{0, {term}, {}}, {1, {"t5"}, {}}};
        PhraseScan scan(index, word);
        for (std::uint32_t document = 1; document < 1000; document += 3) scan.has(document);
      });
      attempt([&] {
        Postings postings(index, term);
        for (std::uint32_t document = 1; document < 1000; document += 13) postings.find(document);
      });
    }
  });
}

TEST_CASE("damaged tables are refused or read, without a fault") {
  Random random(10);
  TemporaryFolder folder;
  change(folder / "terms", random);
  const Xapian::Database db((folder / "terms").string());
  for (const char* name : {kPostlistFile, kPositionFile}) {
    const std::filesystem::path file = folder / "terms" / name;
    std::string bytes;
    {
      std::ifstream in(file, std::ios::binary);
      bytes.assign(std::istreambuf_iterator<char>(in), {});
    }
    for (int round = 0; round < 60; ++round) {
      std::string damaged = bytes;
      const std::size_t block = below(random, bytes.size() / glass::kBlockSize) * glass::kBlockSize;
      for (int i = 0; i < 20; ++i)
        damaged[block + (i < 10 ? below(random, 40) : below(random, glass::kBlockSize))] =
            static_cast<char>(below(random, 256));
      if (round % 10 == 9) damaged.resize(block);
      std::ofstream(file, std::ios::binary) << damaged;
      read_all(db, folder / "terms");
    }
    std::ofstream(file, std::ios::binary) << bytes;
  }
}

}  // namespace
}  // namespace dateline
