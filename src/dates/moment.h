// SPDX-License-Identifier: GPL-2.0-or-later
// Moment: a point in the history of an archive, as --as-of names it. The catalog knows which
// versions were there then; searches of the past are opened by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "article.h"

namespace dateline {

struct Moment {
  std::optional<std::uint32_t> row;  // with the rows up to this one; else
  Timestamp before = 0;              // with what was added before this second
  bool operator==(const Moment&) const = default;
};

/// "row:48211"; a day, month or year, which mean their ends in `zone` (an IANA name or an offset;
/// empty: UTC); a time; or an age as "7d". Throws Error for anything else.
Moment read_moment(std::string_view text, Timestamp now, std::string_view zone = {});

}  // namespace dateline
