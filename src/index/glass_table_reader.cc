// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "error.h"
#include "glass_block.h"
#include "glass_table.h"

namespace dateline::glass {

TableReader::TableReader(std::filesystem::path file, const RootInfo& info, AfterReading after)
    : file_(std::move(file)), after_(after) {
  if (info.absent) return;
  open();
  begin(info);
}

TableReader::TableReader(std::filesystem::path file, AfterReading after)
    : file_(std::move(file)), after_(after) {
  open();
  const off_t size = ::lseek(fd_, 0, SEEK_END);
  if (size < static_cast<off_t>(kBlockSize)) fail("it ends too soon");
  RootInfo info;
  info.root = static_cast<std::uint32_t>(static_cast<std::size_t>(size) / kBlockSize) - 1;
  unsigned char level = 0;
  const off_t level_at = static_cast<off_t>(info.root * kBlockSize + kLevelAt);
  if (::pread(fd_, &level, 1, level_at) != 1) fail("it cannot be read");
  info.level = level;
  begin(info);
}

void TableReader::open() {
  fd_ = ::open(file_.c_str(), (after_ == AfterReading::kept ? O_RDONLY : O_RDWR) | O_CLOEXEC);
  if (fd_ < 0) fail(std::strerror(errno));
  ::posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

/// Stands before the first entry.
void TableReader::begin(const RootInfo& info) {
  levels_.resize(info.level + 1);
  load(info.level, info.root);
  for (std::size_t level = info.level; level-- > 0;) levels_[level].next = levels_[level].items = 0;
  if (info.level > 0) next_leaf();
  levels_.front().next = 1;  // past the null item
}

TableReader::~TableReader() {
  if (fd_ >= 0) ::close(fd_);
}

void TableReader::load(std::size_t level, std::uint32_t number) {
  OpenBlock& block = levels_[level];
  unsigned char* p = block.bytes.data();
  for (std::size_t done = 0; done < kBlockSize;) {
    const auto at = static_cast<off_t>(number) * static_cast<off_t>(kBlockSize);
    const ssize_t n = ::pread(fd_, p + done, kBlockSize - done, at + static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail(n < 0 ? std::strerror(errno) : "it ends too soon");
    done += static_cast<std::size_t>(n);
  }
  const std::size_t directory_end = get2(p + kDirectoryEndAt);
  if (p[kLevelAt] != level || directory_end < kHeader + kDirectoryEntry ||
      directory_end > kBlockSize)
    fail(fmt::format("block {} is damaged", number));
  block.items = (directory_end - kHeader) / kDirectoryEntry;
  block.next = 0;
}

/// Frees the blocks before `end`. The blocks before a leaf are earlier leaves and the branches that
/// lead to them.
void TableReader::free_blocks(std::uint32_t end) {
  constexpr std::uint32_t kAtOnce = 64;
  if (after_ == AfterReading::kept || end < freed_ + kAtOnce) return;
  const auto offset = [](std::uint32_t block) { return static_cast<off_t>(block * kBlockSize); };
  // A file system that cannot free them keeps them until the file is removed.
  ::fallocate(fd_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset(freed_),
              offset(end - freed_));
  freed_ = end;
}

/// Loads the leaf after the current one, and the branch blocks that lead to it.
bool TableReader::next_leaf() {
  std::size_t level = 1;
  while (level < levels_.size() && levels_[level].next == levels_[level].items) ++level;
  if (level == levels_.size()) return false;
  for (; level > 0; --level) {
    OpenBlock& block = levels_[level];
    const std::size_t at = get2(block.bytes.data() + kHeader + kDirectoryEntry * block.next++);
    if (at + kBranchHead > kBlockSize) fail("a branch block is damaged");
    const std::uint32_t child = get4(block.bytes.data() + at);
    load(level - 1, child);
    if (level == 1) free_blocks(child);
  }
  return true;
}

bool TableReader::next_item(Item& item) {
  while (levels_.front().next == levels_.front().items)
    if (!next_leaf()) return false;
  item = item_at(levels_.front().next++);
  return true;
}

TableReader::Item TableReader::item_at(std::size_t index) const {
  const OpenBlock& leaf = levels_.front();
  const std::size_t at = get2(leaf.bytes.data() + kHeader + kDirectoryEntry * index);
  if (at + kItemHead > kBlockSize) fail("a leaf is damaged");
  const unsigned char* p = leaf.bytes.data() + at;
  const std::size_t size = get2(p) & kSizeMask;  // without the head
  const std::size_t key_size = p[2];
  const std::size_t numbered = (p[0] & kFirst) != 0 ? 0 : kComponentBytes;
  if (at + kItemHead + size > kBlockSize || key_size + numbered > size) fail("a leaf is damaged");
  return {.key = view(p + kItemHead, key_size),
          .piece = view(p + kItemHead + key_size + numbered, size - key_size - numbered),
          .flags = p[0],
          .whole = view(p, kItemHead + size)};
}

/// The end, in the current leaf, of the items whose keys are less than `end`. Tries items at
/// doubling distances, because there are mostly few.
std::size_t TableReader::items_before(std::string_view end) const {
  const OpenBlock& leaf = levels_.front();
  if (end.empty()) return leaf.items;
  std::size_t low = leaf.next, high = leaf.items;  // the range that is not known yet
  for (std::size_t step = 1; low < high; step *= 2) {
    const std::size_t at = std::min(low + step, high) - 1;
    if (item_at(at).key >= end) {
      high = at;
      break;
    }
    low = at + 1;
  }
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (item_at(middle).key < end)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

bool TableReader::next() {
  Item item;
  if (levels_.empty() || !next_item(item)) return false;
  if ((item.flags & kFirst) == 0) fail("an entry has no beginning");
  compressed_ = (item.flags & kCompressed) != 0;
  key_ = item.key;
  tag_ = item.piece;
  if ((item.flags & kLast) != 0) return true;

  whole_key_.assign(key_);
  whole_tag_.assign(tag_);
  while ((item.flags & kLast) == 0) {
    if (!next_item(item) || item.key != whole_key_) fail("an entry has no end");
    whole_tag_.append(item.piece);
  }
  key_ = whole_key_;
  tag_ = whole_tag_;
  return true;
}

void TableReader::fail(std::string_view what) const {
  throw Error(fmt::format("cannot read {}: {}", file_.string(), what));
}

}  // namespace dateline::glass
