// SPDX-License-Identifier: GPL-2.0-or-later
// BlockSums: a checksum of each block of a segment's tables, in a file beside them, compared when a
// block is first read. So a changed byte is an error, not a wrong answer, and opening a large
// segment reads none of it. Used by the writer of segments and by MappedTable. Small segments have
// no such file: they are compared as a whole when they are opened (archive/index_checksums.h).
//
//   magic (8)  uint32 blocks of postlist.glass  uint32 blocks of positions.glass
//   uint32 for each block: the low half of its XXH3          these parts are cut into pages of 4
//   KiB uint64 for each page: its XXH3                           the last page may be shorter
//   uint64: XXH3 of the sums of pages                        little-endian
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace dateline {

class BlockSums {
 public:
  /// Of a segment that is complete. Not synced. Throws Error.
  static void write(const std::filesystem::path& segment);

  /// Without the file nothing is compared. Throws Error where the file is damaged.
  explicit BlockSums(const std::filesystem::path& segment);
  ~BlockSums();
  BlockSums(const BlockSums&) = delete;
  BlockSums& operator=(const BlockSums&) = delete;

  enum class Table { postlist, positions };

  /// Whether the block is as it was written; it is looked at once only.
  bool holds(Table table, std::uint32_t number, const unsigned char* block) const;

 private:
  bool page_holds(std::size_t page) const;

  const unsigned char* bytes_ = nullptr;
  std::size_t size_ = 0, covered_ = 0;  // bytes, and those of pages
  std::uint32_t blocks_[2] = {0, 0};
  // Bits: seen and found to hold. Blocks, and pages of the file.
  mutable std::vector<std::uint64_t> seen_blocks_, seen_pages_;
};

}  // namespace dateline
