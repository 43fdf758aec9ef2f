// SPDX-License-Identifier: GPL-2.0-or-later
// Dates as Nexis and Factiva write them, "date after 20240101", and ranges as Lucene does, "[A TO
// B]". Used by the lexer.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema.h"

namespace dateline::searching {

/// The reading of a clause.
struct ClauseReading {
  std::vector<std::string> ranges;  // ">2024-01-01"; a date must be in all of them
  std::size_t length = 0;           // of the text read
};

/// `text` begins behind the word "date". Absent where no readable date follows.
std::optional<ClauseReading> read_date_clause(std::string_view text);

/// `text` begins with [ or {. Absent where it is no range.
std::optional<ClauseReading> read_bracket_range(schema::FieldId field, std::string_view text);

}  // namespace dateline::searching
