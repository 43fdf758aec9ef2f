// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers in groups of 128, packed by PFOR: all in as few bits as most of them need, and the high
// bits of the few that are larger beside them. Used by position_block. Knows not what they mean.
//
//   group   byte b (0 to 32), byte x (0 to 31), x times (byte index, uint high bits), 16 b bytes
//           The low b bits of number i lie in lane i mod 4, from bit b (i div 4) of that lane on.
//           The 32-bit word k of lane l is at byte 16 k + 4 l, little-endian. Indexes ascend
//   uint    base 128, least significant group first (glass_format.h)
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace dateline {

inline constexpr std::size_t kPackedGroup = 128;

using NumberGroup = std::span<std::uint32_t, kPackedGroup>;

/// Bytes of the index, taken from the front. They may be damaged: what reads them says so.
using PackedBytes = std::span<const unsigned char>;

/// Appends a group.
void append_group(std::string& out, std::span<const std::uint32_t, kPackedGroup> numbers);

/// Takes a group off the front of `in`. False where these bytes are none; `in` and `numbers` may
/// then be anything. Reads no byte beyond `in`.
[[nodiscard]] bool take_group(PackedBytes& in, NumberGroup numbers);
/// The same without the numbers.
[[nodiscard]] bool skip_group(PackedBytes& in);
/// Takes a uint that fits 32 bits; nothing where there is none.
std::optional<std::uint32_t> take_uint(PackedBytes& in);

}  // namespace dateline
