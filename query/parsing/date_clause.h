// SPDX-License-Identifier: GPL-2.0-or-later
// Dates and lengths as Nexis and Factiva write them, "date after 20240101", "date(geq 1/1/2024)",
// "date from -7", and ranges as Lucene does, "[A TO B]". Used by the lexer.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/parse_options.h"
#include "schema.h"

namespace dateline::searching {

/// The reading of a clause.
struct ClauseReading {
  std::vector<std::string> ranges;  // ">2024-01-01"; a date must be in all of them
  std::size_t length = 0;           // of the text read
};

/// `text` begins behind the word "date" or "length". Absent where no readable date or number
/// follows. In Nexis 3/1/2024 is the first of March.
std::optional<ClauseReading> read_relation_clause(schema::FieldId field, std::string_view text,
                                                  Dialect dialect);

/// `text` begins with [ or {. Absent where it is no range.
std::optional<ClauseReading> read_bracket_range(schema::FieldId field, std::string_view text);

/// The date behind "to", where `text` begins with it, and the length of both; absent if there is
/// none.
std::optional<ClauseReading> read_range_end(std::string_view text);

}  // namespace dateline::searching
