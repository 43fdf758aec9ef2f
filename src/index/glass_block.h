// SPDX-License-Identifier: GPL-2.0-or-later
// The blocks of a glass table, a B-tree of blocks of 8 KiB (glass_format.h). Used by the writer and
// the readers of tables.
//
//   block         revision(4) level(1) MAX_FREE(2) TOTAL_FREE(2) DIR_END(2), then the directory:
//                 the offsets(2) of the items in key order. Items fill the block from its end
//   leaf item     I(2) K(1) key[K] [component(2)] tag: I & 0x1fff = size - 3, flags 0x80
//                 compressed, 0x40 last, 0x20 first component; no component number in the first
//   branch item   child(4) K(1) key[K] component(2): the shortest key that tells the child's
//                 first item from the item before it; empty in the first item of a block
// Numbers are big-endian. The first leaf begins with an item of empty key and tag, which is not
// counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dateline::glass {

// Offsets in a block: its level, the end of its directory, the start of its directory.
inline constexpr std::size_t kLevelAt = 4;
inline constexpr std::size_t kDirectoryEndAt = 9;
inline constexpr std::size_t kHeader = 11;
inline constexpr std::size_t kDirectoryEntry = 2;

// Bytes before the key of an item, the key's length included, and bytes of a component's number.
inline constexpr std::size_t kItemHead = 3;
inline constexpr std::size_t kBranchHead = 5;
inline constexpr std::size_t kComponentBytes = 2;

inline constexpr unsigned char kCompressed = 0x80;
inline constexpr unsigned char kLast = 0x40;
inline constexpr unsigned char kFirst = 0x20;
inline constexpr std::size_t kSizeMask = 0x1fff;

inline std::size_t get2(const unsigned char* p) { return std::size_t{p[0]} << 8 | p[1]; }

inline std::uint32_t get4(const unsigned char* p) {
  return static_cast<std::uint32_t>(get2(p) << 16 | get2(p + 2));
}

inline std::string_view view(const unsigned char* p, std::size_t size) {
  return {reinterpret_cast<const char*>(p), size};
}

}  // namespace dateline::glass
