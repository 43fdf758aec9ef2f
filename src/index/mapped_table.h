// SPDX-License-Identifier: GPL-2.0-or-later
// MappedTable: one table of the index, a glass B-tree (glass_block.h), read in place: its file is
// mapped, and what a cursor gives are bytes of the file. Checks that all it follows lies inside of
// the file, and where it is given sums, that each block is as it was written; knows nothing of what
// the entries mean.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "block_sums.h"
#include "glass_block.h"
#include "glass_format.h"

namespace dateline {

class MappedTable {
 public:
  /// Throws Error when the file cannot be mapped.
  MappedTable(const std::filesystem::path& file, const glass::RootInfo& root,
              const BlockSums* sums = nullptr);
  /// Of a table that TableWriter has written, and that no version file names: its root is its last
  /// block.
  explicit MappedTable(const std::filesystem::path& file, const BlockSums* sums = nullptr);
  ~MappedTable();
  MappedTable(const MappedTable&) = delete;
  MappedTable& operator=(const MappedTable&) = delete;

 private:
  friend class TableCursor;

  void map();
  const unsigned char* block(std::uint32_t number, std::size_t level) const;
  [[noreturn]] void fail() const;

  std::filesystem::path file_;
  glass::RootInfo root_;
  const BlockSums* sums_;  // must outlive it; null: none
  BlockSums::Table table_;
  const unsigned char* bytes_ = nullptr;
  std::size_t size_ = 0;
};

/// An item of a leaf: an entry, or one of the components of a long one.
struct LeafItem {
  std::string_view key, piece;  // a part of the tag, or all of it
  bool first = false, last = false;
};

/// A position in a table, which must outlive it. The views that key() and tag() return are valid
/// until the cursor moves.
class TableCursor {
 public:
  explicit TableCursor(const MappedTable& table) : table_(&table) {}

  /// Moves to the last entry whose key is not greater than `key`. False if there is none.
  bool find_last_until(std::string_view key);
  /// Moves to the first entry whose key is not less than `key`. False if there is none.
  bool find_first_from(std::string_view key);
  /// Does the same for a key that is not less than the current entry's key, nor less than a key of
  /// an earlier call from this entry. Fast when the key is near.
  bool find_ahead(std::string_view key);
  /// Moves to the next entry. False at the end.
  bool next();

  std::string_view key() const { return key_; }
  std::string_view tag() const { return tag_; }

 private:
  static constexpr std::size_t kMostLevels = 10;

  struct Place {
    const unsigned char* block = nullptr;
    std::size_t items = 0, item = 0;
  };

  void descend(std::string_view key);
  void descend_from(std::size_t level, std::string_view key);
  bool stop_at_first();
  void load(std::size_t level, std::uint32_t number);
  void load_child(std::size_t level);
  std::size_t first_from(std::string_view key, std::size_t low, std::size_t high) const;
  bool next_leaf();
  bool previous_item();
  bool next_item();
  std::string_view key_at(std::size_t level, std::size_t item) const;
  LeafItem item_at(std::size_t item) const;
  LeafItem leaf_item() const { return item_at(path_[0].item); }
  void read_entry(LeafItem item);

  const MappedTable* table_;
  std::array<Place, kMostLevels> path_;  // the leaf first
  std::string_view key_, tag_;
  std::string whole_tag_;  // of an entry of several components
};

/// The key of an item of a leaf or a branch.
inline std::string_view TableCursor::key_at(std::size_t level, std::size_t item) const {
  const unsigned char* const block = path_[level].block;
  const std::size_t begin = glass::get2(block + glass::kHeader + glass::kDirectoryEntry * item);
  const std::size_t at = begin + (level == 0 ? glass::kItemHead : glass::kBranchHead);
  if (at > glass::kBlockSize || at + block[at - 1] > glass::kBlockSize) table_->fail();
  return glass::view(block + at, block[at - 1]);
}

inline LeafItem TableCursor::item_at(std::size_t item) const {
  LeafItem found{key_at(0, item), {}};
  const char* const begin = found.key.data() - glass::kItemHead;
  const auto* const head = reinterpret_cast<const unsigned char*>(begin);
  const char* const end = found.key.data() + (glass::get2(head) & glass::kSizeMask);
  found.first = (head[0] & glass::kFirst) != 0;
  found.last = (head[0] & glass::kLast) != 0;
  const char* const tag =
      found.key.data() + found.key.size() + (found.first ? 0 : glass::kComponentBytes);
  const char* const block = reinterpret_cast<const char*>(path_[0].block);
  if (tag > end || end > block + glass::kBlockSize || (head[0] & glass::kCompressed) != 0)
    table_->fail();
  found.piece = {tag, static_cast<std::size_t>(end - tag)};
  return found;
}

}  // namespace dateline
