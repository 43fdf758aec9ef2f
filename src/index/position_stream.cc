// SPDX-License-Identifier: GPL-2.0-or-later
#include "position_stream.h"

#include "error.h"
#include "glass_format.h"

namespace dateline {
namespace {

/// The position `before` steps behind `first`, of an interval of so many steps.
inline std::uint32_t between(BitReader& bits, std::uint32_t first, std::uint32_t last,
                             std::uint32_t steps, std::uint32_t before) {
  return first + before + bits.decode(last - first - steps + 1);
}

/// Those between positions[0] and positions[steps].
template <std::size_t steps>
inline void decode_between(BitReader& bits, std::uint32_t* positions) {
  if constexpr (steps > 1) {
    constexpr std::size_t before = steps / 2;
    positions[before] = between(bits, positions[0], positions[steps], steps, before);
    decode_between<before>(bits, positions);
    decode_between<steps - before>(bits, positions + before);
  }
}

}  // namespace

void PositionStream::fail() {
  throw Error("the index is damaged: a position list is not one", "run: dateline-indexer repair");
}

void PositionStream::open(std::string_view tag) {
  constexpr std::uint32_t kMost = std::uint32_t{1} << 27;
  glass::Decoder in(tag);
  last_ = in.uint32();
  index_ = open_ = 0;
  at_ = kRun;
  count_ = 1;
  run_.fill(0);
  run_[kRun] = last_;
  if (in.empty()) return;
  if (last_ == 0) fail();
  bits_ = BitReader(in.rest());
  const std::uint32_t first = bits_.decode(last_);
  const std::uint32_t between = bits_.decode(last_ - first);
  if (between > kMost || between > last_ - first - 1) fail();
  run_[kRun] = first;
  count_ = between + 2;
  ends_[open_++] = {count_ - 1, last_};
}

/// False at the end. Stands before the first of the run.
bool PositionStream::next_run() {
  if (open_ == 0) return false;
  BitReader bits = bits_;
  const std::uint32_t first = run_[kRun];
  Place end = ends_[--open_];
  while (end.index - index_ > kRun) {
    const std::uint32_t steps = end.index - index_, before = steps / 2;
    ends_[open_++] = end;
    end = {index_ + before, between(bits, first, end.position, steps, before)};
  }
  const std::size_t steps = end.index - index_;
  index_ = end.index;
  at_ = kRun - steps;
  run_[at_] = first;
  run_[kRun] = end.position;
  std::uint32_t* const run = run_.data() + at_;
  switch (steps) {
    case 2:
      decode_between<2>(bits, run);
      break;
    case 3:
      decode_between<3>(bits, run);
      break;
    case 4:
      decode_between<4>(bits, run);
      break;
    case 5:
      decode_between<5>(bits, run);
      break;
    case 6:
      decode_between<6>(bits, run);
      break;
    case 7:
      decode_between<7>(bits, run);
      break;
    case 8:
      decode_between<8>(bits, run);
      break;
  }
  bits_ = bits;
  if (bits.read_beyond_end()) fail();
  return true;
}

}  // namespace dateline
