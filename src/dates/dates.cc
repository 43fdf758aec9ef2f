// SPDX-License-Identifier: GPL-2.0-or-later
#include "dates.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <stdexcept>

#include "date_text.h"
#include "error.h"
#include "text/ascii.h"

namespace dateline {
namespace {

constexpr Timestamp kMinute = 60;
constexpr Timestamp kHour = 60 * kMinute;
constexpr Timestamp kDay = 24 * kHour;

// 0001-01-01T00:00:00Z and 10000-01-01T00:00:00Z.
constexpr Timestamp kFirst = -62135596800;
constexpr Timestamp kLast = 253402300800;

const date::time_zone* find_zone(std::string_view name) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {  // no such zone, or no zone database on this machine
    return nullptr;
  }
}

/// Seconds east of UTC of `zone` at a local time. A skipped time, and the first of two repeated
/// ones, have the offset before the change.
std::optional<Timestamp> offset_at(std::string_view zone, Timestamp local) {
  if (zone.empty()) return 0;
  if (zone.front() == '+' || zone.front() == '-') return read_offset(zone);
  if (const date::time_zone* found = find_zone(zone)) {
    const date::local_seconds time{std::chrono::seconds(local)};
    return found->get_info(time).first.offset.count();
  }
  return read_offset(zone);
}

std::optional<Timestamp> in_range(Timestamp t) {
  return t >= kFirst && t < kLast ? std::optional(t) : std::nullopt;
}

/// A date without a time keeps its day in any zone.
std::optional<Timestamp> to_utc(const DateText& text, std::string_view zone) {
  if (text.precision == DatePrecision::day) return in_range(text.local);
  if (text.offset) return in_range(text.local - *text.offset);
  if (!text.zone.empty())
    if (const auto offset = offset_at(text.zone, text.local)) return in_range(text.local - *offset);
  const auto offset = offset_at(zone, text.local);
  return offset ? in_range(text.local - *offset) : std::nullopt;
}

/// A day of the proleptic Gregorian calendar, of any year.
struct Civil {
  std::int64_t year;
  int month, day;
  int weekday;          // 0 = Monday
  std::int64_t second;  // of the day
};

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// The calendar repeats after 400 years, weekdays included; std::chrono has years of 16 bits.
constexpr std::int64_t kCycleYears = 400;
constexpr Timestamp kCycle = 146097 * kDay;

Civil civil(Timestamp t) {
  const std::int64_t cycles = floor_div(t, kCycle);
  const Timestamp inside = t % kCycle + (t % kCycle < 0 ? kCycle : 0);
  const std::chrono::sys_days day{std::chrono::days(inside / kDay)};
  const std::chrono::year_month_day date(day);
  return {static_cast<int>(date.year()) + cycles * kCycleYears,
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(std::chrono::weekday(day).iso_encoding()) - 1, inside % kDay};
}

/// The first second of a month; `month` may be any number of months away from January (1).
Timestamp month_start(std::int64_t year, std::int64_t month) {
  year += floor_div(month - 1, 12);
  month = month - 1 - floor_div(month - 1, 12) * 12;
  const std::int64_t cycles = floor_div(year - 1970, kCycleYears);
  const std::chrono::year_month_day first{
      std::chrono::year(static_cast<int>(year - cycles * kCycleYears)),
      std::chrono::month(static_cast<unsigned>(month + 1)), std::chrono::day(1)};
  return std::chrono::sys_days(first).time_since_epoch().count() * kDay + cycles * kCycle;
}

std::string year_text(std::int64_t year) {
  if (year >= 0 && year <= 9999) return fmt::format("{:04}", year);
  return fmt::format("{:+05}", year);
}

/// The Thursday of a week lies in the year that the week belongs to.
Timestamp week_thursday(Timestamp t) { return period_begin(t, Period::week) + 3 * kDay; }

std::string week_name(Timestamp t) {
  const Timestamp thursday = week_thursday(t);
  const std::int64_t year = civil(thursday).year;
  const std::int64_t week = (thursday - month_start(year, 1)) / (7 * kDay) + 1;
  return fmt::format("{}-W{:02}", year_text(year), week);
}

// Spans.

TimeSpan period_span(Timestamp t, Period period) {
  return {period_begin(t, period), period_next(t, period)};
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), to_ascii_lower);
  return result;
}

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value);
  if (error != std::errc() || end != digits.end() || value < 0) return std::nullopt;
  return value;
}

/// "2024".
std::optional<TimeSpan> year_span(std::string_view text) {
  const auto year = text.size() == 4 ? number(text) : std::nullopt;
  const auto begin = year ? day_start(*year, 1, 1) : std::nullopt;
  return begin ? std::optional(period_span(*begin, Period::year)) : std::nullopt;
}

/// "2024-08", "2024/8", "202408".
std::optional<TimeSpan> month_span(std::string_view text) {
  if (text.size() < 6 || text.size() > 7) return std::nullopt;
  const bool separated = text[4] == '-' || text[4] == '/';
  if (!separated && text.size() != 6) return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(separated ? 5 : 4));
  const auto begin = year && month ? day_start(*year, *month, 1) : std::nullopt;
  return begin ? std::optional(period_span(*begin, Period::month)) : std::nullopt;
}

/// "2024-w34" as period_name() writes it, in lower case.
std::optional<TimeSpan> week_span(std::string_view text) {
  if (text.size() != 8 || text.substr(4, 2) != "-w") return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto week = number(text.substr(6));
  const auto fourth = year ? day_start(*year, 1, 4) : std::nullopt;  // always in week 1
  if (!fourth || !week || *week < 1) return std::nullopt;
  const Timestamp begin = period_begin(*fourth, Period::week) + (*week - 1) * 7 * kDay;
  if (civil(week_thursday(begin)).year != *year) return std::nullopt;
  return period_span(begin, Period::week);
}

Timestamp unit_seconds(DatePrecision precision) {
  switch (precision) {
    case DatePrecision::second:
      return 1;
    case DatePrecision::minute:
      return kMinute;
    case DatePrecision::hour:
      return kHour;
    case DatePrecision::day:
      return kDay;
  }
  return 1;
}

std::optional<TimeSpan> moment_span(std::string_view text) {
  const auto read = read_date_text(text);
  const auto begin = read ? to_utc(*read, {}) : std::nullopt;
  if (!begin) return std::nullopt;
  return TimeSpan{*begin, *begin + unit_seconds(read->precision)};
}

/// The same day and time `months` earlier, or the last day of that month where it is shorter.
Timestamp months_before(Timestamp t, std::int64_t months) {
  const Civil c = civil(t);
  const Timestamp first = month_start(c.year, c.month - months);
  const Timestamp length = month_start(c.year, c.month - months + 1) - first;
  return first + std::min<Timestamp>((c.day - 1) * kDay, length - kDay) + c.second;
}

/// The instant that is a length such as "7d" before `now`.
std::optional<Timestamp> ago(std::string_view text, Timestamp now) {
  if (text.size() < 2 || text.size() > 8) return std::nullopt;
  const auto count = number(trim_blanks(text.substr(0, text.size() - 1)));
  if (!count) return std::nullopt;
  switch (text.back()) {
    case 'h':
      return in_range(now - *count * kHour);
    case 'd':
      return in_range(now - *count * kDay);
    case 'w':
      return in_range(now - *count * 7 * kDay);
    case 'm':
      return in_range(months_before(now, *count));
    case 'y':
      return in_range(months_before(now, std::int64_t{*count} * 12));
    default:
      return std::nullopt;
  }
}

/// One side of "A..B", or the whole text; lower case, trimmed.
std::optional<TimeSpan> simple_span(std::string_view text, Timestamp now) {
  if (text == "today") return period_span(now, Period::day);
  if (text == "yesterday") return period_span(now - kDay, Period::day);
  if (const auto begin = ago(text, now)) return TimeSpan{*begin, now + 1};
  for (auto read : {year_span, month_span, week_span, moment_span})
    if (const auto span = read(text)) return span;
  return std::nullopt;
}

std::optional<TimeSpan> span_between(std::string_view from, std::string_view to, Timestamp now) {
  TimeSpan result;
  if (from.empty() && to.empty()) return std::nullopt;
  if (!from.empty()) {
    const auto first = simple_span(from, now);
    if (!first) return std::nullopt;
    result.begin = first->begin;
  }
  if (const auto instant = ago(to, now)) {
    result.end = *instant + 1;
  } else if (!to.empty()) {
    const auto last = simple_span(to, now);
    if (!last) return std::nullopt;
    result.end = last->end;
  }
  if (result.begin && result.end && *result.begin >= *result.end) return std::nullopt;
  return result;
}

}  // namespace

std::optional<ReadDate> read_date(std::string_view text, const DateContext& context) {
  const auto read = read_date_text(text, context);
  const auto time = read ? to_utc(*read, context.zone) : std::nullopt;
  if (!time) return std::nullopt;
  ReadDate date{*time, read->precision != DatePrecision::day, std::nullopt, read->order};
  if (date.has_time && (read->offset || !read->zone.empty() || !context.zone.empty()))
    date.offset = static_cast<int>(read->local - *time);
  return date;
}

std::optional<Timestamp> parse_timestamp(std::string_view text, std::string_view zone) {
  const auto read = read_date(text, DateContext{zone, {}, DayMonthOrder::unknown});
  return read ? std::optional(read->time) : std::nullopt;
}

std::optional<DayMonthOrder> find_order(std::string_view name) {
  if (name == "dmy") return DayMonthOrder::dmy;
  if (name == "mdy") return DayMonthOrder::mdy;
  if (name == "ymd") return DayMonthOrder::ymd;
  return std::nullopt;
}

DayMonthOrder usual_order(std::string_view language) {
  const std::string lower = lower_case(language);
  if (lower.empty()) return DayMonthOrder::unknown;
  if (lower == "en-us" || lower == "en_us") return DayMonthOrder::mdy;
  return lower == "en" ? DayMonthOrder::unknown : DayMonthOrder::dmy;
}

bool known_zone(std::string_view zone) { return offset_at(zone, 0).has_value(); }

std::optional<TimeSpan> parse_span(std::string_view text, Timestamp now) {
  const std::string plain = lower_case(trim_blanks(text));
  const std::string_view view = plain;
  const std::size_t dots = view.find("..");
  if (dots == std::string_view::npos) return simple_span(view, now);
  return span_between(trim_blanks(view.substr(0, dots)), trim_blanks(view.substr(dots + 2)), now);
}

Timestamp now() {
  if (const char* fixed = std::getenv("DATELINE_NOW"); fixed != nullptr && *fixed != '\0') {
    if (const auto t = parse_timestamp(fixed)) return *t;
    throw Error(fmt::format("DATELINE_NOW is not a date: {}", fixed),
                "write it as 2024-08-22T10:00:00Z");
  }
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string format_timestamp(Timestamp t) {
  const Civil c = civil(t);
  return fmt::format("{}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year_text(c.year), c.month, c.day,
                     c.second / kHour, c.second / kMinute % 60, c.second % 60);
}

std::string format_local_time(Timestamp t, int offset) {
  constexpr int kMinute = 60, kHour = 3600;
  std::string text = format_timestamp(t + offset);
  text.pop_back();  // Z
  const int size = std::abs(offset);
  return text +
         fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', size / kHour, size % kHour / kMinute);
}

std::string period_name(Timestamp t, Period period) {
  if (period == Period::week) return week_name(t);
  const Civil c = civil(t);
  std::string name = year_text(c.year);
  if (period != Period::year) name += fmt::format("-{:02}", c.month);
  if (period == Period::day) name += fmt::format("-{:02}", c.day);
  return name;
}

Timestamp period_begin(Timestamp t, Period period) {
  const Civil c = civil(t);
  switch (period) {
    case Period::day:
      return t - c.second;
    case Period::week:
      return t - c.second - c.weekday * kDay;
    case Period::month:
      return month_start(c.year, c.month);
    case Period::year:
      return month_start(c.year, 1);
  }
  return t;
}

Timestamp period_next(Timestamp t, Period period) {
  const Civil c = civil(t);
  switch (period) {
    case Period::day:
      return t - c.second + kDay;
    case Period::week:
      return period_begin(t, Period::week) + 7 * kDay;
    case Period::month:
      return month_start(c.year, c.month + 1);
    case Period::year:
      return month_start(c.year, 13);
  }
  return t;
}

}  // namespace dateline
