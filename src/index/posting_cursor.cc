// SPDX-License-Identifier: GPL-2.0-or-later
#include "posting_cursor.h"

#include <algorithm>
#include <utility>

#include "error.h"
#include "glass_format.h"

namespace dateline {
namespace {

/// Searching for this many items takes as long as reading all numbers of a leaf.
constexpr std::size_t kFew = 8;
/// Numbers that are compared at once.
constexpr std::size_t kAtOnce = 8;

[[noreturn]] void fail() {
  throw Error("the index is damaged: a key is not where it belongs",
              "run: dateline-indexer repair");
}

}  // namespace

/// A longer term that goes on with a NUL has keys with this prefix, too; they have 0xff behind it.
bool NumberedCursor::is_numbered(std::string_view key) const {
  return key.size() > prefix_ && key.starts_with(std::string_view(key_).substr(0, prefix_)) &&
         key[prefix_] != '\xff';
}

inline std::uint32_t NumberedCursor::number_of(std::string_view key) const {
  if (key.size() <= prefix_) fail();
  const auto* const at = reinterpret_cast<const unsigned char*>(key.data() + prefix_);
  if (key.size() == prefix_ + 2 && at[0] < 0x80) return std::uint32_t{at[0]} << 8 | at[1];
  if (key.size() == prefix_ + 3 && (at[0] & 0xc0) == 0x80)
    return std::uint32_t{at[0] & 0x3fu} << 16 | std::uint32_t{at[1]} << 8 | at[2];
  return glass::Decoder(key.substr(prefix_)).sortable();
}

/// Finds the items of the leaf that have the prefix. If many items of the leaf before were asked
/// for, reads all numbers of this one.
void NumberedCursor::look_round() {
  leaf_ = cursor_.leaf();
  std::size_t end = cursor_.items();
  if (!is_numbered(cursor_.key_at(end - 1))) {
    key_.resize(prefix_);
    key_.push_back('\xff');
    end = cursor_.first_from(key_);
  }
  last_item_ = std::max(end - 1, cursor_.item());
  last_ = number_at(last_item_);
  items_a_number_ = last_ <= at_ ? 0
                                 : static_cast<double>(last_item_ - cursor_.item()) /
                                       static_cast<double>(last_ - at_);
  numbers_.clear();
  if (std::exchange(finds_, 0) >= kFew) read_numbers();
}

/// Reads the numbers of the items from the current one on.
void NumberedCursor::read_numbers() {
  first_read_ = cursor_.item();
  at_read_ = 0;
  const std::size_t items = last_item_ + 1 - first_read_;
  numbers_.assign(items + kAtOnce, kNone);
  for (std::size_t i = 0; i < items; ++i) numbers_[i] = number_at(first_read_ + i);
}

/// Does what find() does, in a leaf whose numbers have been read.
std::uint32_t NumberedCursor::find_read(std::uint32_t number) {
  const std::uint32_t* at = numbers_.data() + at_read_;
  std::size_t before;  // counted without a branch, which could not be predicted
  do {
    before = 0;
    for (std::size_t i = 0; i < kAtOnce; ++i) before += at[i] < number;
    at += before;
  } while (before == kAtOnce);
  at_read_ = static_cast<std::size_t>(at - numbers_.data());
  const std::size_t item = first_read_ + at_read_;
  if (item > last_item_) fail();
  const LeafItem found = cursor_.item_at(item);
  if (!found.first || !found.last) return stand_on(item, number);
  tag_ = found.piece;
  return at_ = *at;
}

/// The first item behind the current one whose number is not less than `number`. The last item's
/// number must not be less.
std::size_t NumberedCursor::first_from(std::uint32_t number) const {
  std::size_t low = cursor_.item(), high = last_item_;  // less; not less
  const double expected = static_cast<double>(number - at_) * items_a_number_;
  std::size_t middle = std::min(low + static_cast<std::size_t>(expected), high - 1);
  for (std::size_t step = 1; middle > low; step *= 2) {
    if (number_at(middle) < number) {
      low = middle;
      if (low + step >= high) break;
      middle = low + step;
    } else {
      high = middle;
      if (low + step >= high) break;
      middle = high - step;
    }
  }
  while (high - low > 1) {
    middle = low + (high - low) / 2;
    (number_at(middle) < number ? low : high) = middle;
  }
  return high;
}

/// Moves to the entry that begins at an item of the leaf or after it and whose number is not less
/// than `number`.
std::uint32_t NumberedCursor::stand_on(std::size_t item, std::uint32_t number) {
  if (!cursor_.stand_on(item)) fail();
  tag_ = cursor_.tag();
  at_ = number_of(cursor_.key());
  if (at_ < number) fail();
  return at_;
}

std::uint32_t NumberedCursor::find(std::uint32_t number) {
  if (number <= at_ && at_ != 0) return at_;
  if (leaf_ != nullptr && cursor_.leaf() == leaf_ && number <= last_) {
    if (++finds_ == kFew && numbers_.empty()) read_numbers();
    return numbers_.empty() ? stand_on(first_from(number), number) : find_read(number);
  }
  key_.resize(prefix_);
  glass::append_sortable(key_, number);
  leaf_ = nullptr;
  if (!cursor_.find_ahead(key_) || !is_numbered(cursor_.key())) return at_ = kNone;
  at_ = number_of(cursor_.key());
  tag_ = cursor_.tag();
  look_round();
  return at_;
}

}  // namespace dateline
