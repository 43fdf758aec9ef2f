// SPDX-License-Identifier: GPL-2.0-or-later
#include "mapped_table.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "error.h"
#include "system/system_error.h"

namespace dateline {
namespace {

using glass::get2;
using glass::get4;
using glass::kBlockSize;

}  // namespace

MappedTable::MappedTable(const std::filesystem::path& file, const glass::RootInfo& root,
                         const BlockSums* sums)
    : file_(file), root_(root), sums_(sums), table_(BlockSums::Table::postlist) {
  if (!root.absent) map();
}

MappedTable::MappedTable(const std::filesystem::path& file, const BlockSums* sums)
    : file_(file), sums_(sums), table_(BlockSums::Table::positions) {
  map();
  root_.absent = false;
  root_.root = static_cast<std::uint32_t>(size_ / kBlockSize) - 1;
  root_.level = bytes_[size_ - kBlockSize + glass::kLevelAt];
}

void MappedTable::map() {
  const int fd = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw system_error(fmt::format("cannot open {}", file_.string()), errno);
  struct stat status {};
  const bool known = ::fstat(fd, &status) == 0;
  size_ = known ? static_cast<std::size_t>(status.st_size) / kBlockSize * kBlockSize : 0;
  void* const mapped =
      size_ == 0 ? MAP_FAILED : ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd, 0);
  const int error = errno;
  ::close(fd);
  if (size_ == 0) fail();
  if (mapped == MAP_FAILED)
    throw system_error(fmt::format("cannot read {}", file_.string()), error);
  bytes_ = static_cast<const unsigned char*>(mapped);
}

MappedTable::~MappedTable() {
  if (bytes_ != nullptr) ::munmap(const_cast<unsigned char*>(bytes_), size_);
}

void MappedTable::fail() const {
  throw Error(fmt::format("the index is damaged: {}", file_.string()),
              "run: dateline-indexer repair");
}

const unsigned char* MappedTable::block(std::uint32_t number, std::size_t level) const {
  if (number >= size_ / kBlockSize) fail();
  const unsigned char* const at = bytes_ + std::size_t{number} * kBlockSize;
  if (sums_ != nullptr && !sums_->holds(table_, number, at)) fail();
  const std::size_t end = get2(at + glass::kDirectoryEndAt);
  if (at[glass::kLevelAt] != level || end < glass::kHeader + glass::kDirectoryEntry ||
      end > kBlockSize || end % 2 == 0)
    fail();
  return at;
}

void TableCursor::load(std::size_t level, std::uint32_t number) {
  Place& place = path_[level];
  place.block = table_->block(number, level);
  place.items =
      (get2(place.block + glass::kDirectoryEndAt) - glass::kHeader) / glass::kDirectoryEntry;
  place.item = 0;
}

/// Loads the child block of the current item of the branch at `level`.
void TableCursor::load_child(std::size_t level) {
  const Place& branch = path_[level];
  const std::size_t at = get2(branch.block + glass::kHeader + glass::kDirectoryEntry * branch.item);
  if (at + 4 > kBlockSize) table_->fail();
  load(level - 1, get4(branch.block + at));
}

/// The first item of the leaf in [low, high) whose key is not less than `key`; `high` if there is
/// none.
std::size_t TableCursor::first_from(std::string_view key, std::size_t low, std::size_t high) const {
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (key_at(0, middle) < key)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// Moves to the leaf that holds the first item not less than `key`, or to the leaf before that one;
/// there to the first item not less than `key`, or behind the last.
void TableCursor::descend(std::string_view key) {
  const glass::RootInfo& root = table_->root_;
  if (root.level >= kMostLevels) table_->fail();
  load(root.level, root.root);
  descend_from(root.level, key);
}

/// Does the same from the current item of the branch at `level`.
void TableCursor::descend_from(std::size_t level, std::string_view key) {
  for (; level > 0; --level) {
    Place& branch = path_[level];
    // Finds the last child whose key is not greater than `key`. The first child's key is not
    // compared. The items of one key may begin in the child before those that have this key.
    std::size_t low = branch.item, high = branch.items;
    while (high - low > 1) {
      const std::size_t middle = (low + high) / 2;
      const std::string_view other = key_at(level, middle);
      const unsigned char* const component =
          reinterpret_cast<const unsigned char*>(other.data() + other.size());
      const bool before =
          other < key ||
          (other == key && component + glass::kComponentBytes <= branch.block + kBlockSize &&
           get2(component) <= 1);
      (before ? low : high) = middle;
    }
    branch.item = low;
    load_child(level);
  }
  path_[0].item = first_from(key, 0, path_[0].items);
}

/// Moves from behind the last item of a leaf to the first item of the next leaf.
bool TableCursor::next_leaf() {
  std::size_t level = 1;
  const std::size_t top = table_->root_.level;
  while (level <= top && path_[level].item + 1 >= path_[level].items) ++level;
  if (level > top) return false;
  ++path_[level].item;
  for (; level > 0; --level) load_child(level);
  return true;
}

bool TableCursor::next_item() {
  if (++path_[0].item < path_[0].items) return true;
  return next_leaf();
}

bool TableCursor::previous_item() {
  if (path_[0].item > 0) {
    --path_[0].item;
    return true;
  }
  std::size_t level = 1;
  const std::size_t top = table_->root_.level;
  while (level <= top && path_[level].item == 0) ++level;
  if (level > top) return false;
  --path_[level].item;
  for (; level > 0; --level) {
    load_child(level);
    path_[level - 1].item = path_[level - 1].items - 1;
  }
  return true;
}

/// Reads the entry whose first component is the current item. Leaves the cursor at the last
/// component.
void TableCursor::read_entry(LeafItem item) {
  key_ = item.key;
  tag_ = item.piece;
  if (!item.first) table_->fail();
  if (item.last) return;
  whole_tag_ = item.piece;
  while (!item.last) {
    if (!next_item()) table_->fail();
    item = leaf_item();
    if (item.first || item.key != key_) table_->fail();
    whole_tag_ += item.piece;
  }
  tag_ = whole_tag_;
}

/// Moves to the entry that begins at the current item or after it.
bool TableCursor::stop_at_first() {
  if (path_[0].item >= path_[0].items && !next_leaf()) return false;
  LeafItem item = leaf_item();
  while (item.key.empty() || !item.first) {
    if (!next_item()) return false;
    item = leaf_item();
  }
  read_entry(item);
  return true;
}

bool TableCursor::find_first_from(std::string_view key) {
  if (table_->root_.absent) return false;
  descend(key);
  return stop_at_first();
}

bool TableCursor::find_ahead(std::string_view key) {
  Place& leaf = path_[0];
  if (leaf.block == nullptr) return find_first_from(key);
  if (leaf.item >= leaf.items || key_at(0, leaf.items - 1) < key) {
    std::size_t level = 1;
    const std::size_t top = table_->root_.level;
    while (level < top && key_at(level, path_[level].items - 1) < key) ++level;
    if (level > top) return find_first_from(key);
    descend_from(level, key);
    return stop_at_first();
  }
  std::size_t low = leaf.item, step = 1;
  while (low + step < leaf.items && key_at(0, low + step) < key) {
    low += step;
    step *= 2;
  }
  leaf.item = first_from(key, low, std::min(low + step, leaf.items - 1));
  return stop_at_first();
}

bool TableCursor::find_last_until(std::string_view key) {
  if (table_->root_.absent) return false;
  descend(key);
  const bool here = path_[0].item < path_[0].items && leaf_item().key == key && leaf_item().first;
  if (!here) {
    do {
      if (!previous_item()) return false;
    } while (!leaf_item().first);
    if (leaf_item().key.empty()) return false;
  }
  read_entry(leaf_item());
  return true;
}

bool TableCursor::next() {
  if (!next_item()) return false;
  read_entry(leaf_item());
  return true;
}

}  // namespace dateline
