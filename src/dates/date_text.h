// SPDX-License-Identifier: GPL-2.0-or-later
// Date text: the parts of a written date, before a zone is applied. Only dates.cc uses it; all
// others include dates.h. It knows no clock and no time zone database, only offsets that are
// written out ("+0200", "EST").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dateline {

/// The smallest unit a date text gives.
enum class DatePrecision { second, minute, hour, day };

/// The order of day and month in 03/04/2024. ymd concerns 03/04/05 only.
enum class DayMonthOrder { unknown, dmy, mdy, ymd };

/// What is known about a date besides its text.
struct DateContext {
  std::string_view zone;      // of times without one: an IANA name or an offset; empty: UTC
  std::string_view language;  // of the text round it, an ISO 639-1 code; may be empty
  DayMonthOrder order = DayMonthOrder::unknown;
};

struct DateText {
  std::int64_t local = 0;  // seconds from 1970-01-01T00:00:00 to what is written, on its own clock
  std::optional<int> offset;  // seconds east of UTC, if the text has it
  DatePrecision precision = DatePrecision::second;
  std::string zone = {};  // IANA name, where the text gives one and no offset
  DayMonthOrder order = DayMonthOrder::unknown;  // what the numbers of this date prove
};

/// Reads any form listed at parse_timestamp; never a bare year or month.
std::optional<DateText> read_date_text(std::string_view text, const DateContext& context = {});

/// Reads the whole of `text` as an offset: "+02:00", "+0200", "+02", "Z", "EST". Seconds east.
std::optional<int> read_offset(std::string_view text);

/// The text without white space and control characters at both ends.
std::string_view trim_blanks(std::string_view text);

/// Seconds from 1970-01-01 to the start of that day; absent when it does not exist in 1..9999.
std::optional<std::int64_t> day_start(int year, int month, int day);

}  // namespace dateline
