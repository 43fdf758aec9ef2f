// SPDX-License-Identifier: GPL-2.0-or-later
// Merges of databases against Xapian's own, before and after updates.
#include "segments/merge.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <xapian.h>
#include <filesystem>
#include <functional>
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

/// Databases with consecutive ranges of documents: of both kinds, one of them updated.
std::vector<fs::path> make_parts(const TemporaryFolder& scratch, const Shape& shape, int parts,
                                 unsigned seed) {
  Random random(seed);
  std::vector<fs::path> paths;
  const auto bulk = make_bulk_segment();
  const auto api = make_xapian_segment();
  std::uint32_t last = shape.first_number;
  for (int part = 0; part < parts; ++part) {
    Segment& segment = part == 1 ? *api : *bulk;
    last = fill(random, shape, last, {&segment});
    paths.push_back(scratch / ("part" + std::to_string(part)));
    segment.write(paths.back());
    if (part == parts - 1) update(random, shape, paths.back());
  }
  return paths;
}

TEST_CASE("merged databases equal those Xapian merges, before and after updates") {
  for (Shape shape : kShapes) {
    shape.documents = (shape.documents + 2) / 3;
    for (int parts : {1, 4}) {
      CAPTURE(shape.name);
      CAPTURE(parts);
      const TemporaryFolder scratch;
      const std::vector<fs::path> inputs = make_parts(scratch, shape, parts, 11);
      const fs::path ours = scratch / "ours";
      const fs::path theirs = scratch / "theirs";
      merge_databases(inputs, ours, static_cast<unsigned>(parts));
      merge_by_xapian(inputs, theirs);
      CHECK_SAME_DATABASE(ours, theirs);

      update(Random(13), shape, ours);
      update(Random(13), shape, theirs);
      CHECK_SAME_DATABASE(ours, theirs);
    }
  }
}

TEST_CASE("segments that are used up give their room back while they are merged") {
  const Shape shape{"large", 600, 1, 2, 900, 3000, false, true, 1, 3};
  const TemporaryFolder scratch;
  std::vector<fs::path> inputs;
  Random random(23);
  const auto segment = make_bulk_segment();
  std::uint32_t last = shape.first_number;
  for (const char* name : {"first", "second"}) {
    last = fill(random, shape, last, {segment.get()});
    inputs.push_back(scratch / name);
    segment->write(inputs.back());
  }
  const auto blocks = [&](const fs::path& folder) {
    struct stat status {};
    REQUIRE(::stat((folder / "position.glass").c_str(), &status) == 0);
    return status.st_blocks;
  };
  merge_databases(inputs, scratch / "kept");
  const auto before = blocks(inputs[0]);
  CHECK(before * 512 > 1'000'000);
  merge_databases(inputs, scratch / "used up", 2, {inputs[1]});
  CHECK_SAME_DATABASE(scratch / "kept", scratch / "used up");
  CHECK(blocks(inputs[0]) == before);
  CHECK(blocks(inputs[1]) < before / 2);
}

TEST_CASE("more databases than can be open at once merge in levels") {
  const Shape shape{"tiny", 2, 0, 0, 9, 20, false, true, 1, 1};
  const TemporaryFolder scratch;
  const std::vector<fs::path> inputs = make_parts(scratch, shape, 260, 17);
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const rlimit lower{128, limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &lower) == 0);
  merge_databases(inputs, scratch / "ours", 2);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  merge_by_xapian(inputs, scratch / "theirs");
  CHECK_SAME_DATABASE(scratch / "ours", scratch / "theirs");
  CHECK(!fs::exists(scratch / "ours.parts"));
}

TEST_CASE("databases with more than we write are merged all the same") {
  struct Extra {
    const char* name;
    std::function<void(Xapian::WritableDatabase&)> add;
    std::function<std::string(Xapian::Database&)> read;
  };
  const std::vector<Extra> extras{
      {"data",
       [](Xapian::WritableDatabase& db) {
         Xapian::Document document;
         document.set_data("kept");
         db.replace_document(900, document);
       },
       [](Xapian::Database& db) { return db.get_document(900).get_data(); }},
      {"metadata", [](Xapian::WritableDatabase& db) { db.set_metadata("key", "kept"); },
       [](Xapian::Database& db) { return db.get_metadata("key"); }},
      {"spelling", [](Xapian::WritableDatabase& db) { db.add_spelling("kept"); },
       [](Xapian::Database& db) { return db.get_spelling_suggestion("kepp"); }},
      {"synonym", [](Xapian::WritableDatabase& db) { db.add_synonym("key", "kept"); },
       [](Xapian::Database& db) { return *db.synonyms_begin("key"); }},
  };
  for (const Extra& extra : extras) {
    CAPTURE(extra.name);
    const TemporaryFolder scratch;
    const std::vector<fs::path> inputs = make_parts(scratch, kShapes[2], 2, 19);
    {
      Xapian::WritableDatabase db(inputs.back().string(), Xapian::DB_OPEN);
      extra.add(db);
      db.commit();
    }
    merge_databases(inputs, scratch / "merged");
    Xapian::Database merged((scratch / "merged").string());
    CHECK(extra.read(merged) == "kept");
  }
}

TEST_CASE("a merge of overlapping ranges fails and leaves nothing") {
  const TemporaryFolder scratch;
  const auto segment = make_bulk_segment();
  for (const auto& [name, numbers] :
       std::vector<std::pair<std::string, std::vector<unsigned>>>{{"a", {1, 5}}, {"b", {3, 9}}}) {
    for (unsigned number : numbers) {
      segment->begin_document(number);
      segment->add_term("word", 1);
    }
    segment->write(scratch / name);
  }
  for (unsigned jobs : {1u, 2u})
    CHECK_THROWS_AS(merge_databases({scratch / "a", scratch / "b"}, scratch / "ab", jobs), Error);
  CHECK(!fs::exists(scratch / "ab"));
  CHECK_THROWS_AS(merge_databases({}, scratch / "ab"), Error);
  CHECK_THROWS_AS(merge_databases({scratch / "a"}, scratch / "b"), Error);
}

}  // namespace
}  // namespace dateline
