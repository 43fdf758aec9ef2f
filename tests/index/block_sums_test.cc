// SPDX-License-Identifier: GPL-2.0-or-later
// A changed byte of a segment's tables is found when its block is read, and only then.
#include <doctest/doctest.h>

#include <fstream>
#include <memory>
#include <random>
#include <string>

#include "error.h"
#include "index/block_sums.h"
#include "index/mapped_table.h"
#include "segments/segment.h"
#include "support/support.h"
#include "system/archive_files.h"

using namespace dateline;
using namespace dateline::indexing;
namespace fs = std::filesystem;

namespace {

/// A segment of more than a thousand blocks.
fs::path made_segment(const TemporaryFolder& folder) {
  const auto segment = make_bulk_segment();
  std::mt19937 random(3);
  for (std::uint32_t document = 1; document <= 25'000; ++document) {
    segment->begin_document(document);
    for (std::uint32_t position = 1; position <= 120; ++position)
      segment->add_posting("word" + std::to_string(random() % 20'000), position, 1);
  }
  const fs::path path = folder / "segment";
  segment->write(path);
  BlockSums::write(path);
  return path;
}

void read_all(const MappedTable& table) {
  TableCursor cursor(table);
  for (bool more = cursor.find_first_from(std::string(1, '\0')); more; more = cursor.next()) {
  }
}

void read_all(const fs::path& segment) {
  const BlockSums sums(segment);
  const glass::VersionFile version = glass::read_version_file(segment);
  read_all(MappedTable(segment / kPostlistFile, version.root(glass::Table::postlist), &sums));
  read_all(MappedTable(segment / kPositionsFile, &sums));
}

void flip(const fs::path& file, std::size_t at, unsigned bit) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(static_cast<std::streamoff>(at));
  const char changed = static_cast<char>(bytes.get() ^ 1 << bit);
  bytes.seekp(static_cast<std::streamoff>(at));
  bytes.put(changed);
}

}  // namespace

TEST_CASE("blocks: any changed byte of a table or of its sums is an error when all is read") {
  const TemporaryFolder folder;
  const fs::path segment = made_segment(folder);
  REQUIRE(fs::file_size(segment / kBlockSumsFile) > 5'000);  // two pages
  CHECK_NOTHROW(read_all(segment));
  std::mt19937 random(4);
  for (int round = 0; round < 150; ++round) {
    const char* const name = round % 3 == 0   ? kPostlistFile
                             : round % 3 == 1 ? kPositionsFile
                                              : kBlockSumsFile;
    const fs::path file = segment / name;
    const std::size_t at = random() % fs::file_size(file);
    const unsigned bit = random() % 8;
    CAPTURE(name);
    CAPTURE(at);
    flip(file, at, bit);
    CHECK_THROWS_AS(read_all(segment), Error);
    flip(file, at, bit);
  }
  CHECK_NOTHROW(read_all(segment));
}

TEST_CASE("blocks: a changed byte costs nothing where its block is not read") {
  const TemporaryFolder folder;
  const fs::path segment = made_segment(folder);
  flip(segment / kPostlistFile, fs::file_size(segment / kPostlistFile) / 2, 3);
  const BlockSums sums(segment);
  const MappedTable table(segment / kPostlistFile,
                          glass::read_version_file(segment).root(glass::Table::postlist), &sums);
  TableCursor first(table);
  CHECK(first.find_first_from(std::string(1, '\0')));
  CHECK_THROWS_AS(read_all(table), Error);
}

TEST_CASE(
    "blocks: without sums nothing is compared, with a shortened file of them nothing is read") {
  const TemporaryFolder folder;
  const fs::path segment = made_segment(folder);
  fs::resize_file(segment / kBlockSumsFile, fs::file_size(segment / kBlockSumsFile) - 4);
  CHECK_THROWS_AS(BlockSums{segment}, Error);
  fs::resize_file(segment / kBlockSumsFile, 0);
  CHECK_THROWS_AS(BlockSums{segment}, Error);
  fs::remove(segment / kBlockSumsFile);
  CHECK_NOTHROW(read_all(segment));
}
