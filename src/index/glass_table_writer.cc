// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "glass_block.h"
#include "glass_table.h"
#include "system/system_error.h"

namespace dateline::glass {
namespace {

constexpr std::size_t kMaxItem = (kBlockSize - kHeader - 4 * kDirectoryEntry) / 4;
constexpr std::size_t kMaxComponents = 0xffff;
constexpr std::size_t kWriteAtOnce = 64 * kBlockSize;

void put2(unsigned char* p, std::size_t v) {
  p[0] = static_cast<unsigned char>(v >> 8);
  p[1] = static_cast<unsigned char>(v);
}

void put4(unsigned char* p, std::uint32_t v) {
  put2(p, v >> 16);
  put2(p + 2, v & 0xffff);
}

unsigned char* put_bytes(unsigned char* p, std::string_view bytes) {
  if (!bytes.empty()) std::memcpy(p, bytes.data(), bytes.size());
  return p + bytes.size();
}

}  // namespace

TableWriter::TableWriter(std::filesystem::path file, std::uint32_t compress_min, WriteOut write_out)
    : file_(std::move(file)), write_out_(write_out) {
  info_.compress_min = compress_min;
}

TableWriter::~TableWriter() { close_file(); }

void TableWriter::OpenBlock::clear() {
  directory_end = kHeader;
  items_begin = kBlockSize;
}

bool TableWriter::OpenBlock::empty() const { return directory_end == kHeader; }

/// Reserves space for an item and enters it in the directory. The caller has checked that it fits.
unsigned char* TableWriter::OpenBlock::new_item(std::size_t size) {
  items_begin -= size;
  put2(bytes.data() + directory_end, items_begin);
  directory_end += kDirectoryEntry;
  return bytes.data() + items_begin;
}

void TableWriter::add(std::string_view key, std::string_view tag, bool compressed) {
  if (key.empty() || key.size() > 255) fail(fmt::format("a key has {} bytes", key.size()));
  if (info_.absent) open();
  if (key <= last_key()) fail("keys are not in order");

  const std::uint8_t flags = compressed ? kCompressed : 0;
  std::size_t size = tag.size();
  const std::size_t whole = kItemHead + key.size() + size;
  const bool fits = levels_.front().free() >= whole + kDirectoryEntry;
  if (whole > kMaxItem || (compressed && !fits))
    size = std::min(size, first_piece(key.size(), size));
  const std::size_t later = kMaxItem - kItemHead - kComponentBytes - key.size();
  if ((tag.size() - size) / later + 2 > kMaxComponents) fail("an entry is too long");

  for (std::uint16_t component = 1;; ++component) {
    const bool last = size == tag.size();
    add_item(key, tag.substr(0, size), component,
             static_cast<std::uint8_t>(flags | (component == 1 ? kFirst : 0) | (last ? kLast : 0)));
    if (last) break;
    tag.remove_prefix(size);
    size = std::min(tag.size(), later);
  }
  ++info_.entries;
}

bool TableWriter::add_until(TableReader& from, std::string_view end) {
  do {
    add(from.key(), from.tag(), from.compressed());
    add_items(from, end);
    if (!from.next()) return false;
  } while (end.empty() || from.key() < end);
  return true;
}

/// Copies the next items in the leaf of `from` as far as they fit in the open leaf. They must be
/// adjacent entries of one item each.
void TableWriter::add_items(TableReader& from, std::string_view end) {
  TableReader::OpenBlock& source = from.levels_.front();
  OpenBlock& leaf = levels_.front();
  const std::size_t stop = from.items_before(end);
  const char* begin = nullptr;  // of the copied bytes, which grow downwards
  std::size_t size = 0;
  for (; source.next < stop; ++source.next) {
    const TableReader::Item item = from.item_at(source.next);
    constexpr std::uint8_t kWhole = kFirst | kLast;
    if ((item.flags & kWhole) != kWhole || leaf.free() < item.whole.size() + kDirectoryEntry) break;
    if (size != 0 && item.whole.data() + item.whole.size() != begin) break;
    leaf.new_item(item.whole.size());
    begin = item.whole.data();
    size += item.whole.size();
    ++info_.entries;
  }
  if (size != 0) std::memcpy(leaf.bytes.data() + leaf.items_begin, begin, size);
}

/// The key of the item that was added last. Items fill a block from its end.
std::string_view TableWriter::last_key() const {
  if (levels_.empty()) return {};
  const unsigned char* item = levels_.front().bytes.data() + levels_.front().items_begin;
  return view(item + kItemHead, item[2]);
}

/// The bytes of a tag of several items that go into its first item: as many as an item may hold, or
/// as many as fill the current leaf if that needs no further item or is worth one.
std::size_t TableWriter::first_piece(std::size_t key_size, std::size_t tag_size) const {
  const std::size_t head = kItemHead + kComponentBytes + key_size;
  const std::size_t later = kMaxItem - head;
  std::size_t room = levels_.front().free() % (kMaxItem + kDirectoryEntry);
  if (room > head + kDirectoryEntry) {
    room -= head + kDirectoryEntry;
    constexpr std::size_t kWorthAnItem = 34;
    if (room >= (tag_size - kComponentBytes) % later || room >= key_size + kWorthAnItem)
      return room + kComponentBytes;
  }
  return later + kComponentBytes;
}

void TableWriter::add_item(std::string_view key, std::string_view piece, std::uint16_t component,
                           std::uint8_t flags) {
  const std::size_t numbered = component == 1 ? 0 : kComponentBytes;
  const std::size_t size = kItemHead + key.size() + numbered + piece.size();
  if (levels_.front().free() < size + kDirectoryEntry) start_leaf(key, component);
  unsigned char* p = levels_.front().new_item(size);
  put2(p, (size - kItemHead) | static_cast<std::size_t>(flags) << 8);
  p[2] = static_cast<unsigned char>(key.size());
  p = put_bytes(p + kItemHead, key);
  if (numbered != 0) put2(p, component);
  put_bytes(p + numbered, piece);
}

void TableWriter::start_leaf(std::string_view key, std::uint16_t component) {
  const std::string_view last = last_key();
  const auto differ = std::mismatch(key.begin(), key.end(), last.begin(), last.end());
  const auto shared = static_cast<std::size_t>(differ.first - key.begin());
  close_block(0);
  OpenBlock& leaf = levels_.front();
  // Later components have the same key as the item before, so the separator needs all of it.
  leaf.separator.assign(component == 1 ? key.substr(0, shared + 1) : key);
  leaf.separator_component = component;
}

void TableWriter::add_branch(std::size_t level, const std::string& separator,
                             std::uint16_t component, std::uint32_t child) {
  if (level == levels_.size()) levels_.emplace_back().clear();
  if (levels_[level].free() < kBranchHead + separator.size() + kComponentBytes + kDirectoryEntry) {
    close_block(level);
    levels_[level].separator = separator;
    levels_[level].separator_component = component;
  }
  OpenBlock& block = levels_[level];
  const bool first = block.empty();
  const std::string_view key = first ? std::string_view() : separator;
  unsigned char* p = block.new_item(kBranchHead + key.size() + kComponentBytes);
  put4(p, child);
  p[4] = static_cast<unsigned char>(key.size());
  put2(put_bytes(p + kBranchHead, key), first ? 0 : component);
}

void TableWriter::close_block(std::size_t level) {
  const std::uint32_t number = write_block(level);
  // A copy, because a new top level moves the open blocks.
  const std::string separator = levels_[level].separator;
  add_branch(level + 1, separator, levels_[level].separator_component, number);
  levels_[level].clear();
}

std::uint32_t TableWriter::write_block(std::size_t level) {
  OpenBlock& block = levels_[level];
  unsigned char* p = block.bytes.data();
  put4(p, kRevision);
  p[kLevelAt] = static_cast<unsigned char>(level);
  put2(p + 5, block.free());
  put2(p + 7, block.free());
  put2(p + kDirectoryEndAt, block.directory_end);
  std::memset(p + block.directory_end, 0, block.free());
  buffer_.insert(buffer_.end(), block.bytes.begin(), block.bytes.end());
  if (buffer_.size() >= kWriteAtOnce) flush();
  return blocks_++;
}

void TableWriter::open() {
  fd_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd_ < 0) fail(errno);
  info_.absent = false;
  buffer_.reserve(kWriteAtOnce);
  levels_.emplace_back().clear();
  add_item({}, {}, 1, kFirst | kLast);
}

void TableWriter::create_empty() {
  if (info_.absent) open();
}

RootInfo TableWriter::finish() {
  if (info_.absent) return info_;
  std::size_t level = 0;
  for (; level + 1 < levels_.size(); ++level) close_block(level);
  info_.level = static_cast<std::uint32_t>(level);
  info_.root = write_block(level);
  info_.free_list = fresh_free_list(blocks_);
  flush();
  close_file();
  return info_;
}

void TableWriter::flush() {
  const unsigned char* p = buffer_.data();
  for (std::size_t left = buffer_.size(); left > 0;) {
    const ssize_t n = ::write(fd_, p, left);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail(n < 0 ? errno : ENOSPC);
    p += n;
    left -= static_cast<std::size_t>(n);
  }
  // This only starts the writing; a flush reports its failures.
  if (write_out_ == WriteOut::at_once) ::sync_file_range(fd_, 0, 0, SYNC_FILE_RANGE_WRITE);
  buffer_.clear();
}

void TableWriter::close_file() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void TableWriter::fail(std::string_view what) const {
  throw Error(fmt::format("cannot write {}: {}", file_.string(), what));
}

void TableWriter::fail(int error_number) const {
  throw system_error(fmt::format("cannot write {}", file_.string()), error_number);
}

}  // namespace dateline::glass
