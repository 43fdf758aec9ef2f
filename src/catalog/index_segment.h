// SPDX-License-Identifier: GPL-2.0-or-later
// IndexSegment: a part of the index, as the catalog names it. Its folder never changes while it is
// named. Used by whoever writes, opens or checks an index. Knows nothing of what the folder holds.
#pragma once

#include <cstdint>

#include "stored_article.h"

namespace dateline {

struct IndexSegment {
  std::uint64_t number = 0;     // of its folder; never used twice
  Row first = 0, last = 0;      // it holds articles of these rows, and no other segment does
  std::uint32_t documents = 0;  // how many it holds
};

}  // namespace dateline
