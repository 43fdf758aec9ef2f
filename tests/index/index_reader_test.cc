// SPDX-License-Identifier: GPL-2.0-or-later
// What is read straight from an index's tables is what Xapian's own iterators give, whatever
// commits made the tables, and however many segments hold them; damaged files are told.
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
#include "snapshot/index_terms.h"
#include "snapshot/position_lists.h"
#include "support/process.h"
#include "support/random_documents.h"
#include "support/support.h"
#include "support/xapian_segment.h"
#include "system/archive_files.h"

namespace dateline {

using namespace indexing;
using namespace searching;
namespace {

/// Segments with consecutive ranges of documents, and the same documents in a database of Xapian's.
struct Built {
  std::vector<std::filesystem::path> segments;
  std::filesystem::path whole;
};

Built build(const TemporaryFolder& folder, Shape shape, int segments, Random& random) {
  Built built{{}, folder / "whole"};
  const auto bulk = make_bulk_segment();
  const auto api = make_xapian_segment();
  shape.documents = std::max(shape.documents / segments, 1);
  std::uint32_t last = shape.first_number;
  for (int i = 0; i < segments; ++i) {
    last = fill(random, shape, last, {bulk.get(), api.get()});
    built.segments.push_back(folder / fmt::format("segment{}", i));
    bulk->write(built.segments.back());
  }
  api->write(built.whole);
  return built;
}

/// The segments of a test, as the catalog would name them.
IndexReader reader_of(const std::vector<std::filesystem::path>& paths) {
  SegmentFolders segments;
  std::uint32_t first = 1;
  for (const std::filesystem::path& path : paths) {
    const std::uint32_t last = Xapian::Database(path.string()).get_lastdocid();
    segments.push_back({{segments.size() + 1, first, last, 0}, path});
    first = last + 1;
  }
  return IndexReader(segments);
}

std::string shown(Postings postings) {
  std::string text;
  for (auto some = postings.next(); !some.empty(); some = postings.next())
    for (const Posting& posting : some) text += fmt::format("{}:{} ", posting.document, posting.tf);
  return text;
}

/// What Xapian's iterators give of one database with the same documents.
std::string shown_by_xapian(const Xapian::Database& db, const std::string& term) {
  std::string text;
  for (auto p = db.postlist_begin(term); p != db.postlist_end(term); ++p)
    text += fmt::format("{}:{} ", *p, term.empty() ? p.get_doclength() : p.get_wdf());
  return text;
}

void compare_statistics(const IndexReader& index, const Xapian::Database& db) {
  CHECK(index.documents() == db.get_doccount());
  CHECK(index.last_document() == db.get_lastdocid());
  CHECK(index.mean_length() == doctest::Approx(db.get_avlength()));
  CHECK(shown(Postings::lengths(index)) == shown_by_xapian(db, ""));
  for (const Xapian::valueno slot : kSlots) {
    std::string text, same;
    index.values(slot, [&](std::uint32_t document, std::string_view value) {
      text += fmt::format("{}:{} ", document, value);
    });
    for (auto v = db.valuestream_begin(slot); v != db.valuestream_end(slot); ++v)
      same += fmt::format("{}:{} ", v.get_docid(), *v);
    CHECK(text == same);
    for (auto p = db.postlist_begin(""); p != db.postlist_end(""); ++p)
      if (index.value(slot, *p) != db.get_document(*p).get_value(slot)) FAIL("another value");
    CHECK(index.value(slot, db.get_lastdocid() + 1).empty());
  }
}

/// Compares the terms with some beginnings, and those that are skipped to.
void compare_terms(const IndexReader& index, const Xapian::Database& db, Random& random) {
  std::vector<std::string> all;
  for (auto term = db.allterms_begin(); term != db.allterms_end(); ++term) all.push_back(*term);
  std::vector<std::string> beginnings{"", "t", "nowhere", "\xff\xff", std::string(1, '\0')};
  for (int i = 0; i < 10; ++i)
    beginnings.push_back(
        all[below(random, static_cast<std::uint32_t>(all.size()))].substr(0, 1 + below(random, 4)));
  for (const std::string& beginning : beginnings) {
    IndexTerms terms(index, beginning);
    const auto end = db.allterms_end(beginning);
    for (auto term = db.allterms_begin(beginning); term != end; terms.next(), ++term) {
      if (below(random, 20) == 0)
        if (const std::string& to = all[below(random, static_cast<std::uint32_t>(all.size()))];
            to >= *term) {
          terms.skip_to(to);
          term.skip_to(to);
        }
      if (terms.at_end() != (term == end)) FAIL("other terms");
      if (term == end) break;
      if (terms.term() != *term || terms.in_all() != term.get_termfreq()) FAIL("another term");
    }
    CHECK(terms.at_end());
  }
}

/// Compares the lists of a term, looked for in steps. Returns how many positions were seen.
std::size_t compare_finds(const IndexReader& index, const Xapian::Database& db,
                          const std::string& term, Random& random) {
  std::size_t found_positions = 0;
  Postings some(index, term);
  PositionLists places(index, term);
  const std::uint32_t step = 1 + below(random, 400);
  auto here = db.postlist_begin(term);
  const auto end = db.postlist_end(term);
  for (std::uint32_t document = 1; here != end; document += below(random, step) + 1) {
    here.skip_to(document);
    const Posting* const found = some.find(document);
    if ((found == nullptr) != (here == end)) FAIL("a posting that only one of them has");
    if (here == end) break;
    if (found->document != *here || found->tf != here.get_wdf()) FAIL("another posting");
    document = *here;
    const std::vector<std::uint32_t> expected(here.positionlist_begin(), here.positionlist_end());
    std::vector<std::uint32_t> positions;
    if (places.find(document) == document) places.read(positions);
    if (positions != expected) FAIL("other positions");
    found_positions += positions.size();
  }
  CHECK(some.find(db.get_lastdocid() + 1) == nullptr);
  return found_positions;
}

std::size_t compare_lists(const IndexReader& index, const Xapian::Database& db, Random& random) {
  std::size_t found_positions = 0;
  std::set<std::string> terms{"nowhere", "t", "long0", std::string("a\0a", 3)};
  for (auto term = db.allterms_begin(); term != db.allterms_end(); ++term) terms.insert(*term);
  for (const std::string& term : terms) {
    CAPTURE(term);
    if (shown(Postings(index, term)) != shown_by_xapian(db, term)) FAIL("other postings");
    const TermStatistics& of = index.statistics(term);
    const auto first = db.postlist_begin(term);
    const std::uint32_t expected = first == db.postlist_end(term) ? 0 : *first;
    if (of.doc_freq != db.get_termfreq(term) || of.coll_freq != db.get_collection_freq(term) ||
        index.first_document(term) != expected)
      FAIL("other statistics");
    found_positions += compare_finds(index, db, term, random);
  }
  return found_positions;
}

TEST_CASE("laws: an index in any number of segments is read as Xapian reads one database") {
  Random random(7);
  std::size_t found_positions = 0;
  for (const Shape& shape : kShapes) {
    for (const int segments : {1, 2, 20}) {
      if (shape.documents < segments) continue;
      CAPTURE(shape.name);
      CAPTURE(segments);
      TemporaryFolder folder;
      const Built built = build(folder, shape, segments, random);
      const Xapian::Database whole(built.whole.string());
      const IndexReader index = reader_of(built.segments);
      compare_statistics(index, whole);
      found_positions += compare_lists(index, whole, random);
      for (auto p = whole.postlist_begin(""); p != whole.postlist_end(""); ++p) {
        const Xapian::Document document = whole.get_document(*p);
        for (auto v = document.values_begin(); v != document.values_end(); ++v)
          if (index.value(v.get_valueno(), *p) != *v) FAIL("another value");
      }
      CHECK(index.value(0, whole.get_lastdocid() + 1).empty());
      compare_terms(index, whole, random);
    }
  }
  MESSAGE(found_positions << " positions");
  CHECK(found_positions > 10'000);
}

TEST_CASE("segments that overlap are refused, and there may be none") {
  Random random(8);
  TemporaryFolder folder;
  const std::filesystem::path segment = build(folder, kShapes[2], 1, random).segments.front();
  CHECK_THROWS_AS(IndexReader({{{1, 1, 50, 0}, segment}, {{2, 50, 90, 0}, segment}}), Error);
  const IndexReader none{SegmentFolders{}};
  CHECK(none.documents() == 0);
  CHECK(none.last_document() == 0);
  CHECK(none.mean_length() == 0);
  CHECK(shown(Postings(none, "w1")).empty());
  CHECK(PositionLists(none, "w1").find(1) == PositionLists::kNone);
  CHECK(none.statistics("w1").doc_freq == 0);
}

TEST_CASE("an index in another format is refused, and one without its positions") {
  Random random(9);
  TemporaryFolder folder;
  const std::filesystem::path segment = build(folder, kShapes[2], 1, random).segments.front();
  CHECK_NOTHROW(IndexReader({{{1, 1, 50, 0}, segment}}));
  std::filesystem::rename(segment / "positions.glass", folder / "positions.glass");
  CHECK_THROWS_AS(IndexReader({{{1, 1, 50, 0}, segment}}), Error);
  std::filesystem::rename(folder / "positions.glass", segment / "positions.glass");
  {
    std::fstream version(segment / "iamglass", std::ios::in | std::ios::out);
    version.seekp(15);
    version.put('\x6f');  // of the day after
  }
  CHECK_THROWS_AS(IndexReader({{{1, 1, 50, 0}, segment}}), Error);
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
  const auto bulk = make_bulk_segment();
  const auto api = make_xapian_segment();
  std::vector<std::filesystem::path> segments;
  for (std::uint32_t i = 0; i < 6000; ++i) {
    // Few words, so that they repeat: "a a a", "a b a b".
    const std::uint32_t different = 1 + below(random, 5), length = below(random, 60);
    const Random state = random;
    for (Segment* segment : {bulk.get(), api.get()}) {
      random = state;
      segment->begin_document(i < 3000 ? i + 1 : 40'000 + i);  // also in longer keys
      for (std::uint32_t at = 1; at <= length; ++at)
        segment->add_posting(words[below(random, different)], at, 1);
      if (below(random, 40) == 0) segment->add_posting("rare", 1 + below(random, 60), 1);
      if (i % 1500 == 700)  // a list of several components
        for (std::uint32_t at = 1; at < 30'000; at += 1 + below(random, 3))
          segment->add_posting("long", at, 1);
      if (below(random, 20) == 0) segment->add_term("c", 1);  // without a position
    }
    if (i % 2500 != 2499 && i != 5999) continue;
    segments.push_back(folder / fmt::format("segment{}", segments.size()));
    bulk->write(segments.back());
  }
  api->write(folder / "whole");
  const Xapian::Database db((folder / "whole").string());
  const IndexReader index = reader_of(segments);
  CHECK(!PhraseScan::can_read(ResolvedWord{}));
  std::size_t found = 0;
  for (int round = 0; round < 30; ++round) {
    ResolvedWord word;
    word.kind = ResolvedWord::Kind::phrase;
    std::vector<std::string> terms;
    for (std::uint32_t i = 0; i < 2 + below(random, 3); ++i) {
      terms.push_back(words[below(random, static_cast<std::uint32_t>(words.size()))]);
      word.slots.push_back({i, {terms.back()}, {}});
    }
    REQUIRE(PhraseScan::can_read(word));
    PhraseScan scan(index, word);
    const std::uint32_t step = round % 2 == 0 ? 1 : 1 + below(random, 300);
    for (std::uint32_t document = 1; document <= db.get_lastdocid();
         document += 1 + below(random, step)) {
      if (document > 3001 && document < 43'000) document = 43'000;
      CAPTURE(document);
      const bool here = scan.has(document);
      if (here != stand_together(db, document, terms)) FAIL("another answer");
      found += here;
    }
  }
  MESSAGE(found << " phrases");
  CHECK(found > 1000);
}

TEST_CASE("a phrase that is more than plain words is not for the scan") {
  ResolvedWord plain;
  plain.kind = ResolvedWord::Kind::phrase;
  plain.slots = {{0, {"t1"}, {}}, {1, {"t2"}, {}}};
  CHECK(PhraseScan::can_read(plain));
  ResolvedWord several = plain, excluded = plain, in_title = plain;
  several.slots[1].any_of.push_back("t3");
  excluded.slots[0].none_of.push_back("t3");
  in_title.where = ResolvedWord::Where::title;
  for (const ResolvedWord& word : {several, excluded, in_title}) CHECK(!PhraseScan::can_read(word));
}

/// Reads all there is of a damaged index; it may be refused, it must not fall over.
void read_all(const std::filesystem::path& segment, const std::vector<std::string>& terms) {
  const auto attempt = [](const auto& work) {
    try {
      work();
    } catch (const Error&) {
    } catch (const Xapian::Error&) {
    }
  };
  attempt([&] {
    const IndexReader index({{{1, 1, 9'000, 0}, segment}});
    attempt([&] { shown(Postings::lengths(index)); });
    attempt([&] { index.values(3, [](std::uint32_t, std::string_view) {}); });
    for (const std::string& term : terms) {
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
        word.slots = {{0, {term}, {}}, {1, {terms.back()}, {}}};
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
  const Shape shape{"damaged", 1000, 0, 1, 300, 60, false, true, 1, 2};
  const Built built = build(folder, shape, 1, random);
  const Xapian::Database db(built.whole.string());
  std::vector<std::string> terms(db.allterms_begin(), db.allterms_end());
  terms.resize(std::min<std::size_t>(terms.size(), 30));
  for (const char* name : {kPostlistFile, kPositionsFile}) {
    const std::filesystem::path file = built.segments.front() / name;
    const std::string bytes = file_text(file);
    for (int round = 0; round < 60; ++round) {
      std::string damaged = bytes;
      const auto blocks = static_cast<std::uint32_t>(bytes.size() / glass::kBlockSize);
      const std::size_t block = below(random, blocks) * glass::kBlockSize;
      for (int i = 0; i < 20; ++i)
        damaged[block + (i < 10 ? below(random, 40) : below(random, glass::kBlockSize))] =
            static_cast<char>(below(random, 256));
      if (round % 10 == 9) damaged.resize(block);
      std::ofstream(file, std::ios::binary) << damaged;
      read_all(built.segments.front(), terms);
    }
    std::ofstream(file, std::ios::binary) << bytes;
  }
}

}  // namespace
}  // namespace dateline
