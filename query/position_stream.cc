// SPDX-License-Identifier: GPL-2.0-or-later
#include "position_stream.h"

#include "error.h"
#include "glass_format.h"

namespace dateline {

void PositionStream::fail() {
  throw Error("the index is damaged: a position list is not one", "run: dateline-indexer repair");
}

void PositionStream::open(std::string_view tag) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 27;
  glass::Decoder in(tag);
  position_ = last_ = in.uint32();
  index_ = open_ = 0;
  count_ = 1;
  if (in.empty()) return;
  bits_ = BitReader(in.rest());
  position_ = bits_.decode(last_);
  if (position_ >= last_) fail();
  const std::uint64_t count = std::uint64_t{bits_.decode(last_ - position_)} + 2;
  if (count > kMost || count > std::uint64_t{last_} - position_ + 1) fail();
  count_ = static_cast<std::uint32_t>(count);
  end_ = {count_ - 1, last_};
}

}  // namespace dateline
