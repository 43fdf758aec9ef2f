// SPDX-License-Identifier: GPL-2.0-or-later
#include "tar_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

namespace dateline::indexing {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kWindow = std::size_t{32} << 20;  // in which the next header is searched for
constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();

// Places in a header.
constexpr std::size_t kSizeAt = 124, kSizeBytes = 12, kSumAt = 148, kSumBytes = 8, kTypeAt = 156,
                      kMagicAt = 257, kMoreSparseAt = 482;

/// Digits in base 8, or binary where the first bit is set.
std::uint64_t number_in(std::string_view field) {
  std::uint64_t number = 0;
  if ((static_cast<unsigned char>(field.front()) & 0x80) != 0) {
    for (const char byte : field.substr(field.size() - 8))
      number = number << 8 | static_cast<unsigned char>(byte);
    return number;
  }
  for (const char digit : field)
    if (digit >= '0' && digit <= '7') number = number * 8 + static_cast<std::uint64_t>(digit - '0');
  return number;
}

std::uint64_t sum_of(std::string_view block) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i)
    sum += i >= kSumAt && i < kSumAt + kSumBytes ? ' ' : static_cast<unsigned char>(block[i]);
  return sum;
}

bool is_header(std::string_view block) {
  return block.size() >= kBlock && block.substr(kMagicAt).starts_with("ustar") &&
         number_in(block.substr(kSumAt, kSumBytes)) == sum_of(block);
}

std::uint64_t padded(std::uint64_t size) {
  return size > kEndless - kBlock ? kEndless : (size + kBlock - 1) / kBlock * kBlock;
}

/// The size in an extended header of POSIX: lines of "LENGTH size=NUMBER".
std::optional<std::uint64_t> extended_size(std::string_view lines) {
  const std::size_t at = lines.find(" size=");
  if (at == std::string_view::npos) return std::nullopt;
  std::uint64_t size = 0;
  const char* const digits = lines.data() + at + std::strlen(" size=");
  const auto read = std::from_chars(digits, lines.data() + lines.size(), size);
  return read.ec == std::errc() ? std::optional(size) : std::nullopt;
}

}  // namespace

bool is_tar(std::string_view head) {
  return head.size() > kMagicAt && head.substr(kMagicAt).starts_with("ustar");
}

std::optional<std::string> TarGuard::lie_at(std::uint64_t position) const {
  const auto found = lies_.find(position);
  return found == lies_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t TarGuard::read(char* buffer, std::size_t size) {
  while (ready_.empty() && passing_ == 0)
    if (!step()) return 0;
  std::size_t given = 0;
  if (!ready_.empty()) {
    given = std::min(size, ready_.size());
    std::memcpy(buffer, ready_.data(), given);
    ready_.erase(0, given);
  } else {
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, passing_));
    if (const std::string_view there = held(); !there.empty()) {
      given = std::min(wanted, there.size());
      std::memcpy(buffer, there.data(), given);
      drop(given);
    } else {
      given = bytes_.read(buffer, wanted);
      consumed_ += given;
    }
    passing_ -= given;
  }
  given_ += given;
  return given;
}

/// Holds so many bytes, or all there are; how many it holds then.
std::size_t TarGuard::fill(std::size_t size) {
  constexpr std::size_t kPiece = 64 * 1024;
  while (held().size() < size && !ended_) {
    const std::size_t before = held_.size();
    held_.resize(before + kPiece);
    const std::size_t got = bytes_.read(held_.data() + before, kPiece);
    held_.resize(before + got);
    ended_ = got == 0;
  }
  return held().size();
}

void TarGuard::drop(std::size_t size) {
  held_from_ += size;
  consumed_ += size;
  if (held_from_ < held_.size() / 2) return;
  held_.erase(0, held_from_);
  held_from_ = 0;
}

/// The headers of the next member, taken. Nothing where what comes is none, or is not understood.
std::optional<TarGuard::Header> TarGuard::next_header() {
  constexpr std::uint64_t kLongestExtension = 1 << 20;
  Header header;
  std::size_t at = 0;
  for (;;) {
    if (fill(at + kBlock) < at + kBlock) return std::nullopt;
    const std::string_view block = held().substr(at, kBlock);
    if (!is_header(block)) return std::nullopt;
    header.type = block[kTypeAt];
    const std::uint64_t size = number_in(block.substr(kSizeAt, kSizeBytes));
    if (std::string_view("xgLKX").find(header.type) == std::string_view::npos) {
      if (!header.size_is_extended) header.size = size;
      header.own = at;
      header.blocks = held().substr(0, at + kBlock);
      drop(at + kBlock);
      return header;
    }
    if (size > kLongestExtension) return std::nullopt;
    const std::size_t end = at + kBlock + static_cast<std::size_t>(padded(size));
    if (fill(end) < end) return std::nullopt;
    if (header.type == 'x')
      if (const auto said = extended_size(held().substr(at + kBlock, size))) {
        header.size = *said;
        header.size_is_extended = true;
      }
    at = end;
  }
}

void TarGuard::emit(Header&& header, std::uint64_t content) {
  ready_ += header.blocks;
  passing_ = content;
}

/// Where the content ends that held_ begins with: at the next header, or at the end of the archive.
/// npos where neither is held.
std::size_t TarGuard::end_of_content() const {
  const std::string_view there = held();
  for (std::size_t at = 0; at + kBlock <= there.size(); at += kBlock)
    if (is_header(there.substr(at, kBlock))) return at;
  const std::size_t last = there.find_last_not_of('\0');
  const std::size_t end = last == std::string_view::npos ? 0 : (last / kBlock + 1) * kBlock;
  return ended_ && there.size() >= end + 2 * kBlock ? end : std::string_view::npos;
}

/// Gives the member the size that it has, and keeps what it said.
void TarGuard::correct(Header&& header, std::size_t there) {
  if (header.size_is_extended) {  // what an extended header says would count
    header.blocks.erase(0, header.own);
    header.own = 0;
  }
  const std::size_t last = held().substr(0, there).find_last_not_of('\0');
  const std::size_t begin = there < kBlock ? 0 : there - kBlock;  // of the last block
  const std::size_t size = last == std::string_view::npos || last < begin ? begin : last + 1;
  lies_.emplace(
      given_ + ready_.size(),
      fmt::format("its archive says that it has {} bytes, but it has {}", header.size, size));
  char* const block = header.blocks.data() + header.own;
  fmt::format_to_n(block + kSizeAt, kSizeBytes, "{:011o}{}", size, '\0');
  fmt::format_to_n(block + kSumAt, kSumBytes, "{:06o}{} ", sum_of(std::string_view(block, kBlock)),
                   '\0');
  if (size == 0) drop(there);
  emit(std::move(header), size == 0 ? 0 : there);
}

/// Makes more bytes ready to be given; false at the end.
bool TarGuard::step() {
  while (lost_ && fill(kBlock) >= kBlock && !is_header(held().substr(0, kBlock))) drop(kBlock);
  lost_ = false;
  std::optional<Header> header = next_header();
  const bool has_content = header && (header->type == '0' || header->type == '\0' ||
                                      header->type == '7' || header->type == 'S');
  const bool more_sparse =
      header && header->type == 'S' && header->blocks[header->own + kMoreSparseAt] != 0;
  const bool other_content = header && !has_content && header->type != '5' && header->size != 0;
  if (!header || more_sparse || other_content) {
    if (header) ready_ += header->blocks;
    passing_ = kEndless;  // the end, or what is for libarchive to judge
    return !ready_.empty() || fill(1) > 0;
  }
  if (!has_content) {
    emit(std::move(*header), 0);
    return true;
  }
  const std::uint64_t left = most_ - std::min(most_, consumed_);
  const std::uint64_t wanted = std::min<std::uint64_t>(header->size, kWindow);
  const bool whole =
      header->size <= left && (exact_ || fill(static_cast<std::size_t>(wanted)) >= wanted);
  if (!whole) fill(static_cast<std::size_t>(wanted));
  const std::size_t end = whole ? std::string_view::npos : end_of_content();
  if (end != std::string_view::npos) {
    correct(std::move(*header), end);
  } else if (whole || ended_) {
    emit(std::move(*header), ended_ && !whole ? kEndless : padded(header->size));
  } else {
    lost_ = true;
    correct(std::move(*header), held().size() / kBlock * kBlock);
  }
  return true;
}

}  // namespace dateline::indexing
