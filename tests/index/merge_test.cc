// SPDX-License-Identifier: GPL-2.0-or-later
// Merges of segments against the same documents through Xapian's API, and against a segment built
// of them at once.
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
#include "index/glass_merge.h"
#include "support/process.h"
#include "support/random_documents.h"
#include "support/same_database.h"
#include "support/support.h"
#include "support/xapian_segment.h"

namespace dateline {

using namespace indexing;
namespace {

namespace fs = std::filesystem;

/// Segments with consecutive ranges of documents, and the same documents in a database of Xapian's.
struct Parts {
  std::vector<fs::path> segments;
  fs::path whole;
};

Parts make_parts(const TemporaryFolder& scratch, const Shape& shape, int parts, unsigned seed) {
  Random random(seed);
  Parts made{{}, scratch / "whole"};
  const auto bulk = make_bulk_segment();
  const auto api = make_xapian_segment();
  std::uint32_t last = shape.first_number;
  for (int part = 0; part < parts; ++part) {
    last = fill(random, shape, last, {bulk.get(), api.get()});
    made.segments.push_back(scratch / ("part" + std::to_string(part)));
    bulk->write(made.segments.back());
  }
  api->write(made.whole);
  return made;
}

TEST_CASE("merged segments equal the same documents through Xapian's API") {
  for (Shape shape : kShapes) {
    shape.documents = (shape.documents + 2) / 3;
    for (int parts : {1, 4}) {
      CAPTURE(shape.name);
      CAPTURE(parts);
      const TemporaryFolder scratch;
      const Parts inputs = make_parts(scratch, shape, parts, 11);
      merge_databases(inputs.segments, scratch / "ours");
      CHECK_SAME_DATABASE(scratch / "ours", inputs.whole);
    }
  }
}

TEST_CASE("laws: segments that are merged are the segment of all their documents, byte by byte") {
  for (Shape shape : kShapes) {
    if (shape.documents == 0) continue;
    shape.documents = (shape.documents + 2) / 3;
    CAPTURE(shape.name);
    const TemporaryFolder scratch;
    Random random(31);
    const auto one = make_bulk_segment(), all = make_bulk_segment();
    std::vector<fs::path> parts;
    std::uint32_t last = shape.first_number;
    for (const char* name : {"a", "b", "c"}) {
      last = fill(random, shape, last, {one.get(), all.get()});
      parts.push_back(scratch / name);
      one->write(parts.back());
    }
    all->write(scratch / "all");
    merge_databases(parts, scratch / "merged");
    const auto equal = [&](const char* table) {
      return file_text(scratch / "merged" / table) == file_text(scratch / "all" / table);
    };
    CHECK(equal("positions.glass"));
    if (!shape.values) CHECK(equal("postlist.glass"));  // values keep the chunks they had
  }
}

TEST_CASE("segments that are used up give their room back while they are merged") {
  const Shape shape{"large", 2500, 1, 2, 600, 3000, false, false, 1, 3};
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
    REQUIRE(::stat((folder / "positions.glass").c_str(), &status) == 0);
    return status.st_blocks;
  };
  merge_databases(inputs, scratch / "kept");
  const auto before = blocks(inputs[0]);
  CHECK(before * 512 > 1'000'000);
  merge_databases(inputs, scratch / "used up", {.used_up = {inputs[1]}});
  CHECK_SAME_DATABASE(scratch / "kept", scratch / "used up");
  CHECK(blocks(inputs[0]) == before);
  CHECK(blocks(inputs[1]) < before / 2);
}

TEST_CASE("more databases than can be open at once merge in levels") {
  const Shape shape{"tiny", 2, 0, 0, 9, 20, false, true, 1, 1};
  const TemporaryFolder scratch;
  const Parts inputs = make_parts(scratch, shape, 260, 17);
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const rlimit lower{128, limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &lower) == 0);
  merge_databases(inputs.segments, scratch / "ours");
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  CHECK_SAME_DATABASE(scratch / "ours", inputs.whole);
  CHECK(!fs::exists(scratch / "ours.parts"));
}

TEST_CASE("what is left out of a merge is as if it had never been there") {
  for (Shape shape : kShapes) {
    if (shape.documents == 0) continue;
    shape.documents = (shape.documents + 2) / 3;
    for (const int parts : {1, 3}) {
      CAPTURE(shape.name);
      CAPTURE(parts);
      const TemporaryFolder scratch;
      const Parts inputs = make_parts(scratch, shape, parts, 29);
      MergeOptions options;
      {
        Random random(5);
        Xapian::WritableDatabase whole(inputs.whole.string());
        std::vector<Xapian::docid> documents(whole.postlist_begin(""), whole.postlist_end(""));
        documents.pop_back();  // one stays
        for (const Xapian::docid document : documents)
          if (random() % 3 != 0) {
            options.left_out.push_back(document);
            whole.delete_document(document);
          }
        whole.commit();
      }
      merge_databases(inputs.segments, scratch / "ours", options);
      CHECK(check_errors(scratch / "ours") == "");
      CHECK(difference_of_documents(scratch / "ours", inputs.whole) == "");
    }
  }
}

TEST_CASE("databases with more than we write are refused") {
  const std::vector<std::pair<const char*, std::function<void(Xapian::WritableDatabase&)>>> extras{
      {"data",
       [](Xapian::WritableDatabase& db) {
         Xapian::Document document;
         document.set_data("kept");
         db.add_document(document);
       }},
      {"spelling", [](Xapian::WritableDatabase& db) { db.add_spelling("kept"); }},
      {"synonym", [](Xapian::WritableDatabase& db) { db.add_synonym("key", "kept"); }},
  };
  const TemporaryFolder scratch;
  const auto write = [&](const fs::path& path, const auto& add) {
    Xapian::WritableDatabase db(path.string(), Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
    add(db);
    db.commit();
  };
  for (const auto& [name, add] : extras) {
    CAPTURE(name);
    write(scratch / name, add);
    CHECK_THROWS_AS(glass::check_mergeable(scratch / name), Error);
  }
  write(scratch / "plain", [](Xapian::WritableDatabase& db) {
    Xapian::Document document;
    document.add_posting("word", 1);
    db.add_document(document);
  });
  CHECK_NOTHROW(glass::check_mergeable(scratch / "plain"));
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
  CHECK_THROWS_AS(merge_databases({scratch / "a", scratch / "b"}, scratch / "ab"), Error);
  CHECK(!fs::exists(scratch / "ab"));
  CHECK_THROWS_AS(merge_databases({}, scratch / "ab"), Error);
  CHECK_THROWS_AS(merge_databases({scratch / "a"}, scratch / "b"), Error);
}

}  // namespace
}  // namespace dateline
