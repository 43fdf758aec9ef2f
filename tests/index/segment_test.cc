// SPDX-License-Identifier: GPL-2.0-or-later
// Bulk segments against the same documents written through Xapian's API: everything that Xapian can
// read must be equal, also after later updates, and its checker must find no error.
#include "segments/segment.h"

#include <doctest/doctest.h>

#include <xapian.h>
#include <filesystem>
#include <string>

#include "error.h"
#include "index/glass_format.h"
#include "support/random_documents.h"
#include "support/same_database.h"
#include "support/support.h"
#include "support/xapian_segment.h"

namespace dateline {

using namespace indexing;
namespace {

namespace fs = std::filesystem;

TEST_CASE("a bulk segment equals one written through the API") {
  for (const Shape& shape : kShapes) {
    for (unsigned seed = 1; seed <= 2; ++seed) {
      CAPTURE(shape.name);
      CAPTURE(seed);
      const TemporaryFolder scratch;
      const fs::path ours = scratch / "bulk";
      const fs::path theirs = scratch / "api";
      const auto bulk = make_bulk_segment();
      const auto api = make_xapian_segment();
      Random random(seed);
      fill(random, shape, shape.first_number, {bulk.get(), api.get()});
      CHECK(bulk->documents() == static_cast<std::size_t>(shape.documents));
      CHECK(api->documents() == bulk->documents());
      bulk->write(ours);
      api->write(theirs);
      CHECK_SAME_DATABASE(ours, theirs);
    }
  }
}

TEST_CASE("a bulk segment has the very leaves of Xapian's compaction") {
  for (const Shape& shape : kShapes) {
    if (shape.documents == 0) continue;
    CAPTURE(shape.name);
    const TemporaryFolder scratch;
    const auto bulk = make_bulk_segment();
    const auto api = make_xapian_segment();
    Random random(7);
    fill(random, shape, shape.first_number, {bulk.get(), api.get()});
    bulk->write(scratch / "bulk");
    api->write(scratch / "api");
    merge_by_xapian({scratch / "api"}, scratch / "compact");
    const char* const table = "postlist.glass";
    CHECK((leaves(scratch / "bulk" / table) == leaves(scratch / "compact" / table)));
  }
}

TEST_CASE("segments refuse what a database cannot hold") {
  for (auto make : {make_bulk_segment, make_xapian_segment}) {
    const TemporaryFolder scratch;
    const auto segment = make();
    CHECK_THROWS_AS(segment->begin_document(0), Error);
    segment->begin_document(5);
    CHECK_THROWS_AS(segment->begin_document(5), Error);
    segment->add_term(std::string(245, 'x'), 1);
    CHECK_THROWS_AS(segment->add_term(std::string(246, 'x'), 1), Error);
    CHECK_THROWS_AS(segment->add_term(std::string(123, '\0'), 1), Error);
    CHECK_THROWS_AS(segment->add_term("", 1), Error);
    CHECK_THROWS_AS(segment->write(scratch.path()), Error);
  }
}

TEST_CASE("a segment can be filled again after it was written") {
  for (auto make : {make_bulk_segment, make_xapian_segment}) {
    const TemporaryFolder scratch;
    const auto segment = make();
    for (const std::string name : {"first", "other", "second"}) {
      segment->begin_document(7);
      // So many that terms keep their numbers: the second segment knows of one it has not.
      for (std::uint32_t position = 1; position <= 40; ++position)
        segment->add_posting(name == "other" ? "another" : "word", position, 1);
      segment->write(scratch / name);
      CHECK(segment->documents() == 0);
    }
    CHECK_SAME_DATABASE(scratch / "first", scratch / "second");
  }
}

TEST_CASE("the last value of a slot counts") {
  for (auto make : {make_bulk_segment, make_xapian_segment}) {
    const TemporaryFolder scratch;
    const auto segment = make();
    segment->begin_document(1);
    segment->add_value(3, "old");
    segment->add_value(3, "new");
    segment->write(scratch / "db");
    const Xapian::Database db((scratch / "db").string());
    CHECK(db.get_document(1).get_value(3) == "new");
    CHECK(db.get_value_freq(3) == 1);
  }
}

TEST_CASE("another format than the known one is told from it") {
  const std::string bytes = glass::VersionFile().encode();
  CHECK_NOTHROW(glass::VersionFile::decode(bytes));
  for (std::size_t changed : {0u, 13u, 15u}) {
    std::string other = bytes;
    ++other[changed];
    CHECK_THROWS_AS(glass::VersionFile::decode(other), Error);
  }
  CHECK_THROWS_AS(glass::VersionFile::decode(bytes.substr(0, 40)), Error);
}

}  // namespace
}  // namespace dateline
