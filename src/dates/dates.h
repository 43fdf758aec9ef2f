// SPDX-License-Identifier: GPL-2.0-or-later
// Dates as news writes them: parsing, calendar parts, and spans such as "2024-08" or "7d".
// Used by the readers, by --after/--before and by the query's date: field.
// All calendar parts are in UTC, proleptic Gregorian. Only now() reads the clock.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "article.h"
#include "date_text.h"

namespace dateline {

/// Reads one point in time:
///   ISO 8601 / RFC 3339   2024-08-22, 2024-08-22T10:00, 2024-08-22 10:00:00.5+02:00, 20240822,
///                         20240822T100000Z, 2024/08/22
///   web archive           20240822100000
///   RFC 822 / 1123        Thu, 22 Aug 2024 10:00:00 GMT, 22 Aug 24 10:00 EST, ... +0200
///   agency                26-FEB-1987 15:01:01.79
///   written out           22 August 2024, August 22, 2024, Aug. 22, 2024 at 3:15 PM, and the day
///                         first in German, French, Spanish, Italian, Portuguese, Dutch, Russian
///   as people write it    22.08.2024 14:05 Uhr, 22/08/2024, 8/22/2024 1:03 PM, 5. března 2024,
///                         2016년 12월 20일, Published 9:31 a.m. ET Dec. 20, 2016 (written_date.h)
///   asctime, JavaScript   Thu Aug 22 10:00:00 2024, Thu Aug 22 2024 10:00:00 GMT+0200 (CEST)
///   epoch                 1724320800 (seconds), 1724320800000 (milliseconds), with a fraction;
///                         nine digits at least (0 and 1987 are no dates), or a minus sign
/// White space and control characters around it are ignored, and so is what follows a control
/// character (agency files append codes). A time without a zone is in `zone`, an IANA name or
/// an offset ("+02:00"); empty means UTC. A date without a time is midnight UTC in any zone, so
/// that it counts under the day it names. Fractions are dropped, a weekday is not checked,
/// second 60 is the second after it, 24:00 the next midnight. A bare year or month is not a
/// point in time; 01/04/63 has two readings and so none, unless the context gives the order. A time
/// that does not exist and a zone nobody can place leave the day. Years 1 to 9999.
/// Absent for anything else: an impossible day is never repaired or guessed.
std::optional<Timestamp> parse_timestamp(std::string_view text, std::string_view zone = {});

/// A date with what its text said of it.
struct ReadDate {
  Timestamp time = 0;
  bool has_time = false;                         // false: a day, and `time` its midnight in UTC
  std::optional<int> offset;                     // seconds east of UTC, where the text or its
                                                 // context gives a zone
  DayMonthOrder order = DayMonthOrder::unknown;  // what its numbers prove
};

/// The same of a text in its context.
std::optional<ReadDate> read_date(std::string_view text, const DateContext& context);

/// The order of that name: dmy, mdy or ymd.
std::optional<DayMonthOrder> find_order(std::string_view name);

/// The order of day and month that writers of `language` ("fr", "en-US") use where they write both
/// as numbers. Unknown for English without a country, which has both.
DayMonthOrder usual_order(std::string_view language);

/// True when `zone` is one parse_timestamp can use.
bool known_zone(std::string_view zone);

/// A half-open span of time; an absent side is unbounded.
struct TimeSpan {
  std::optional<Timestamp> begin;  // first second inside
  std::optional<Timestamp> end;    // first second after

  bool contains(Timestamp t) const { return (!begin || t >= *begin) && (!end || t < *end); }
  bool operator==(const TimeSpan&) const = default;
};

/// Reads a span: a year, month, day (2024, 2024-08, 2024-08-22, also 20240822 and 202408), a week
/// (2024-W34), a full time (one second; one minute when no seconds are given), "today",
/// "yesterday", a length before `now` ("24h", "7d", "2w", "3m", "1y": from that instant, months
/// and years by the calendar, to `now` inclusive), or "A..B", "A..", "..B" (from the start of A
/// to the end of B; a length as B means that instant: "30d..7d").
/// Words in any case. Absent when the text is none of these, the date does not exist, or A is
/// after B.
std::optional<TimeSpan> parse_span(std::string_view text, Timestamp now);

/// The time now, or that of the environment variable DATELINE_NOW (any form parse_timestamp
/// reads), which makes relative dates repeatable in tests. Throws Error when it is unreadable.
Timestamp now();

/// "2024-08-22T10:00:00Z"; years outside 0..9999 get a sign and as many digits as they need.
std::string format_timestamp(Timestamp t);

/// The same by a clock `offset` seconds east of UTC: "2024-08-22T12:00:00+02:00".
std::string format_local_time(Timestamp t, int offset);

enum class Period { day, week, month, year };

/// Names the period that holds `t`: "2024-08-22", "2024-W34" (ISO 8601 week), "2024-08", "2024".
std::string period_name(Timestamp t, Period period);

/// The first second of the period that holds `t`, and of the period after that one.
Timestamp period_begin(Timestamp t, Period period);
Timestamp period_next(Timestamp t, Period period);

}  // namespace dateline
