// SPDX-License-Identifier: GPL-2.0-or-later
#include "numbered_cursor.h"

#include <algorithm>

#include "error.h"
#include "glass_format.h"

namespace dateline {
namespace {

[[noreturn]] void fail() {
  throw Error("the index is damaged: a key is not where it belongs",
              "run: dateline-indexer repair");
}

}  // namespace

/// A term that goes on with a NUL has other keys with this prefix, and 0xff behind it.
bool NumberedCursor::is_numbered(std::string_view key) const {
  return key.size() > prefix_ && key.starts_with(std::string_view(key_).substr(0, prefix_)) &&
         key[prefix_] != '\xff';
}

std::uint32_t NumberedCursor::number_of(std::string_view key) const {
  if (key.size() <= prefix_) fail();
  const auto* const at = reinterpret_cast<const unsigned char*>(key.data() + prefix_);
  if (key.size() == prefix_ + 2 && at[0] < 0x80) return std::uint32_t{at[0]} << 8 | at[1];
  if (key.size() == prefix_ + 3 && (at[0] & 0xc0) == 0x80)
    return std::uint32_t{at[0] & 0x3fu} << 16 | std::uint32_t{at[1]} << 8 | at[2];
  return glass::Decoder(key.substr(prefix_)).sortable();
}

/// Finds out what of the leaf has the prefix.
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
}

/// Of the items behind the one it stands on, the first whose number is not before `number`, which
/// the last item's is not.
std::size_t NumberedCursor::first_from(std::uint32_t number) const {
  std::size_t low = cursor_.item(), high = last_item_;  // before it; not before it
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

std::uint32_t NumberedCursor::find(std::uint32_t number) {
  if (number <= at_ && at_ != 0) return at_;
  if (leaf_ != nullptr && cursor_.leaf() == leaf_ && number <= last_) {
    if (!cursor_.stand_on(first_from(number)) || number_of(cursor_.key()) < number) fail();
    return at_ = number_of(cursor_.key());
  }
  key_.resize(prefix_);
  glass::append_sortable(key_, number);
  leaf_ = nullptr;
  if (!cursor_.find_ahead(key_) || !is_numbered(cursor_.key())) return at_ = kNone;
  at_ = number_of(cursor_.key());
  look_round();
  return at_;
}

}  // namespace dateline
