// SPDX-License-Identifier: GPL-2.0-or-later
// Ranges of the number fields as a query writes them: 2024-03..2024-05, 7d, >500, 200..800.
// Used by the parser. Dates are read by src/dates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "article.h"
#include "schema.h"

namespace dateline::searching {

struct RangeReading {
  std::optional<std::int64_t> from, to;  // half-open; absent = unbounded
  std::string text;                      // as written, with the ends in order
  bool reversed = false;                 // it was written B..A
  bool ambiguous = false;                // it held 3/4/2024, read as 3 April
};

/// True for fields of dates, false for those of numbers.
bool holds_dates(schema::FieldId field);

/// X, A..B, A.., ..B, <X, <=X, >X, >=X, or * for any value. Absent when it cannot be read.
std::optional<RangeReading> read_range(schema::FieldId field, std::string_view text, Timestamp now);

}  // namespace dateline::searching
