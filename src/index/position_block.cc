// SPDX-License-Identifier: GPL-2.0-or-later
#include "position_block.h"

#include <algorithm>

#include "error.h"
#include "glass_format.h"

namespace dateline {
namespace {

constexpr std::uint32_t kGroup = kPackedGroup;

[[noreturn]] void fail() {
  throw Error("the index is damaged: a block of positions is not one",
              "run: dateline-indexer repair");
}

PackedBytes bytes_of(std::string_view bytes) {
  return {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()};
}

}  // namespace

void PositionBlockWriter::add(std::uint32_t wdf, std::span<const std::uint32_t> positions) {
  const std::uint32_t index = postings_++;
  if (positions.size() != wdf) {
    glass::append_uint(exception_bytes_, index - behind_exception_);
    glass::append_uint(exception_bytes_, positions.size());
    behind_exception_ = index + 1;
    ++exceptions_;
  }
  std::uint32_t before = 0;
  for (const std::uint32_t position : positions) {
    group_[in_group_++] = position - before;
    before = position;
    any_ = true;
    if (in_group_ < kPackedGroup) continue;
    append_group(packed_, group_);
    in_group_ = 0;
  }
}

void PositionBlockWriter::finish(std::string& out) {
  glass::append_uint(out, exceptions_);
  out += exception_bytes_;
  out += packed_;
  for (std::size_t i = 0; i < in_group_; ++i) glass::append_uint(out, group_[i]);
  postings_ = exceptions_ = behind_exception_ = 0;
  in_group_ = 0;
  any_ = false;
  exception_bytes_.clear();
  packed_.clear();
}

void PositionBlock::open(std::string_view bytes, std::span<const Posting> postings) {
  rest_ = bytes_of(bytes);
  read_exceptions(postings);
  // A group of 128 takes two bytes at least, any other difference one.
  const std::uint64_t most = std::uint64_t{rest_.size()} * (kPackedGroup / 2);
  std::uint64_t end = 0;
  for (std::uint32_t& count : ends_) {
    end += count;
    if (end > most) fail();
    count = static_cast<std::uint32_t>(end);
  }
  first_ = rest_;
  group_ = kNoGroup;
  next_ = 0;
}

void PositionBlock::open_empty(std::size_t postings) {
  ends_.assign(postings, 0);
  first_ = rest_ = {};
  group_ = kNoGroup;
  next_ = 0;
}

/// Sets ends_ to the counts of the postings.
void PositionBlock::read_exceptions(std::span<const Posting> postings) {
  ends_.resize(postings.size());
  std::ranges::transform(postings, ends_.begin(), &Posting::tf);
  const auto take = [this] {
    const std::optional<std::uint32_t> number = take_uint(rest_);
    if (!number) fail();
    return *number;
  };
  std::uint64_t index = 0;
  for (std::uint32_t exceptions = take(); exceptions > 0; --exceptions) {
    index += take();
    if (index >= ends_.size()) fail();
    ends_[index++] = take();
  }
}

/// Unpacks the group of that number, which is not before the present one.
void PositionBlock::load_group(std::uint32_t number) {
  if (number == group_) return;
  const std::uint32_t end = ends_.back(), whole = end / kGroup;
  for (; next_ < number; ++next_)
    if (!skip_group(rest_)) fail();
  if (number < whole) {
    if (!take_group(rest_, differences_)) fail();
  } else {
    for (std::uint32_t i = 0; i < end % kGroup; ++i) {
      const std::optional<std::uint32_t> difference = take_uint(rest_);
      if (!difference) fail();
      differences_[i] = *difference;
    }
    if (!rest_.empty()) fail();
  }
  group_ = number;
  next_ = number + 1;
}

void PositionBlock::read(std::size_t posting, std::vector<std::uint32_t>& positions) {
  const std::uint32_t end = ends_[posting];
  std::uint32_t at = begin_of(posting);
  if (at == end) return;
  if (group_ != kNoGroup && at / kGroup < group_) {  // the same posting again
    rest_ = first_;
    group_ = kNoGroup;
    next_ = 0;
  }
  positions.reserve(positions.size() + (end - at));
  std::uint64_t position = 0;
  while (at < end) {
    load_group(at / kGroup);
    for (const std::uint32_t until = std::min(end, (at / kGroup + 1) * kGroup); at < until; ++at) {
      position += differences_[at % kGroup];
      positions.push_back(static_cast<std::uint32_t>(position));
    }
  }
  if (position > UINT32_MAX) fail();
}

}  // namespace dateline
