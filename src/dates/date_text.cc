// SPDX-License-Identifier: GPL-2.0-or-later
#include "date_text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <string>
#include <utility>

#include "date_scanner.h"
#include "text/ascii.h"
#include "written_date.h"
#include "zone_names.h"

namespace dateline {
namespace {

constexpr std::size_t kMaxDateBytes = 128;
constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool equals(std::string_view word, std::string_view lower_case) {
  return std::ranges::equal(word, lower_case, {}, to_ascii_lower);
}

/// The index of the name that `word` is, or begins with three letters or more.
std::optional<int> find_name(std::string_view word, std::span<const std::string_view> names) {
  if (word.size() < 3) return std::nullopt;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (equals(word, names[i].substr(0, word.size()))) return static_cast<int>(i);
  return std::nullopt;
}

/// Months as feeds in other European languages name them, by the first letters.
std::optional<int> foreign_month(std::string_view word) {
  static constexpr std::array<std::string_view, 12> beginnings{
      "janv|janua|janei|ene|gen|jän|янв",
      "febr|febb|fev|fév|фев",
      "mars|marz|març|maart|mär|maer|mrt|мар",
      "april|abr|avr|апр",
      "mai|mei|mag|maj|mayo|май|мая",
      "juin|juni|junh|giu|июн",
      "juil|juli|julh|lug|июл",
      "ago|aoû|aou|авг",
      "sept|set|сен",
      "octob|octub|okt|ott|out|окт",
      "nove|novi|ноя",
      "dece|deze|dez|dic|déc|дек"};
  for (std::size_t month = 0; month < beginnings.size(); ++month)
    for (std::string_view rest = beginnings[month]; !rest.empty();) {
      const std::size_t end = std::min(rest.find('|'), rest.size());
      if (equals(word.substr(0, end), rest.substr(0, end))) return static_cast<int>(month) + 1;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  return std::nullopt;
}

std::optional<int> month_number(std::string_view word) {
  static constexpr std::array<std::string_view, 12> names{
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  const auto index = find_name(word, names);
  return index ? std::optional(*index + 1) : std::nullopt;
}

bool is_weekday(std::string_view word) {
  static constexpr std::array<std::string_view, 7> names{
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
  return find_name(word, names).has_value();
}

struct Parts {
  int year = 0, month = 0, day = 0;
  std::optional<std::int64_t> time;  // seconds of the day
  std::optional<int> offset;
  DatePrecision precision = DatePrecision::day;
};

// Each reader below moves the scanner past what it read and returns true, or returns false with
// the scanner and the parts in any state.

bool read_signed_offset(DateScanner& s, Parts& p) {
  const bool west = s.peek() == '-';
  s.skip(1);
  const auto hours = s.fixed(2);
  if (!hours || *hours > 23) return false;
  int minutes = 0;
  if (s.take(':') || is_ascii_digit(s.peek())) {
    const auto read = s.number(2, 2);
    if (!read || *read > 59) return false;
    minutes = *read;
  }
  const int seconds = static_cast<int>(*hours * kHour + minutes * kMinute);
  p.offset = west ? -seconds : seconds;
  return true;
}

bool at_sign(const DateScanner& s) { return s.peek() == '+' || s.peek() == '-'; }

/// "+0200", "CEST", or both as in "GMT+0200".
bool read_zone(DateScanner& s, Parts& p) {
  if (at_sign(s)) return read_signed_offset(s, p);
  p.offset = zone_offset(lower_ascii(s.letters()));
  if (!p.offset) return false;
  return *p.offset != 0 || !at_sign(s) || read_signed_offset(s, p);
}

/// "(CEST)" to the end: the zone if none precedes it, else a comment.
bool read_comment(DateScanner& s, Parts& p) {
  s.skip(1);
  if (!p.offset) return read_zone(s, p) && s.take(')') && s.at_end();
  while (!s.at_end() && s.peek() != ')') s.skip(1);
  return s.take(')') && s.at_end();
}

enum class HalfDay { none, am, pm };

/// "am", "PM", "p.m."; moves only past one of these.
HalfDay read_half_day(DateScanner& s) {
  DateScanner at = s;
  at.skip_spaces();
  const char half = to_ascii_lower(at.peek());
  if (half != 'a' && half != 'p') return HalfDay::none;
  at.skip(1);
  const bool dotted = at.take('.');
  if (to_ascii_lower(at.peek()) != 'm') return HalfDay::none;
  at.skip(1);
  if (dotted && !at.take('.')) return HalfDay::none;
  if (is_ascii_letter(at.peek())) return HalfDay::none;
  s = at;
  return half == 'a' ? HalfDay::am : HalfDay::pm;
}

bool set_time(Parts& p, int hour, int minute, int second) {
  // 24:00:00 is the end of the day; a leap second counts as the second after it.
  const bool midnight = hour == 24 && minute == 0 && second == 0;
  if ((hour > 23 && !midnight) || minute > 59 || second > 60) return false;
  p.time = hour * kHour + minute * kMinute + second;
  return true;
}

/// "1000", "100000", "10": a time after a "T".
bool read_compact_time(DateScanner& s, Parts& p) {
  const auto hour = s.fixed(2);
  const auto minute = s.fixed(2);
  const auto second = s.fixed(2);
  if (!hour || is_ascii_digit(s.peek())) return false;
  p.precision = second   ? DatePrecision::second
                : minute ? DatePrecision::minute
                         : DatePrecision::hour;
  return set_time(p, *hour, minute.value_or(0), second.value_or(0));
}

bool take_fraction(DateScanner& s) {
  const char mark = s.peek();
  if ((mark != '.' && mark != ',') || !is_ascii_digit(s.peek(1))) return false;
  s.skip(1);
  s.digits();
  return true;
}

/// "10:00", "10:00:00.79", "3:15 p.m.". Fractions are dropped.
bool read_clock_time(DateScanner& s, Parts& p) {
  auto hour = s.number(1, 2);
  if (!hour || !s.take(':')) return false;
  const auto minute = s.number(2, 2);
  if (!minute) return false;
  int second = 0;
  p.precision = DatePrecision::minute;
  if (s.take(':')) {
    const auto read = s.number(2, 2);
    if (!read) return false;
    second = *read;
    p.precision = DatePrecision::second;
    take_fraction(s);
  }
  if (const HalfDay half = read_half_day(s); half != HalfDay::none) {
    if (*hour < 1 || *hour > 12) return false;
    hour = *hour % 12 + (half == HalfDay::pm ? 12 : 0);
  }
  return set_time(p, *hour, *minute, second);
}

bool read_time(DateScanner& s, Parts& p, bool after_t) {
  if (after_t && is_ascii_digit(s.peek(1)) && s.peek(2) != ':') {
    if (!read_compact_time(s, p)) return false;
    if (p.precision == DatePrecision::second) take_fraction(s);
    return true;
  }
  return read_clock_time(s, p);
}

bool read_end(DateScanner& s, Parts& p) {
  s.skip_spaces();
  if (s.peek() == '(') return p.time && read_comment(s, p);
  return s.at_end();
}

bool read_zone_and_end(DateScanner& s, Parts& p) {
  s.skip_spaces();
  if (s.at_end() || s.peek() == '(') return read_end(s, p);
  return read_zone(s, p) && read_end(s, p);
}

/// The rest behind a date: nothing, a time, a time and a zone, or a zone as in "2024-08-22+02:00".
bool read_rest(DateScanner& s, Parts& p) {
  if (s.at_end()) return true;
  if (to_ascii_lower(s.peek()) == 't') {
    s.skip(1);
    return read_time(s, p, true) && read_zone_and_end(s, p);
  }
  if (at_sign(s) && s.peek(3) != ':') return false;
  const bool comma = s.take(',');
  const bool apart = s.skip_spaces() || comma;
  if (DateScanner at = s; equals(at.letters(), "at") && at.skip_spaces()) s = at;
  if (apart && s.peek() == '-' && s.peek(1) == ' ') s.skip(2);  // "2024 - 07:05"
  if (apart && is_ascii_digit(s.peek())) return read_time(s, p, false) && read_zone_and_end(s, p);
  return read_zone(s, p) && read_end(s, p);
}

/// "2024-08-22", "2024/08/22", "20240822".
bool read_year_first(DateScanner& s, Parts& p) {
  const DateScanner start = s;
  if (s.digits().size() == 8) {
    s = start;
    p.year = *s.fixed(4);
    p.month = *s.fixed(2);
    p.day = *s.fixed(2);
    return true;
  }
  s = start;
  const auto year = s.number(4, 4);
  const char separator = s.peek();
  if (!year || (separator != '-' && separator != '/')) return false;
  s.skip(1);
  const auto month = s.number(1, 2);
  if (!month || !s.take(separator)) return false;
  const auto day = s.number(1, 2);
  if (!day) return false;
  p.year = *year;
  p.month = *month;
  p.day = *day;
  return true;
}

/// Spaces with at most one mark among them.
void skip_separator(DateScanner& s) {
  s.skip_spaces();
  if (std::string_view("-/.,").find(s.peek()) != std::string_view::npos) s.skip(1);
  s.skip_spaces();
}

bool read_day(DateScanner& s, Parts& p) {
  const auto day = s.number(1, 2);
  if (!day) return false;
  p.day = *day;
  DateScanner at = s;
  const std::string_view ending = at.letters();
  if (equals(ending, "st") || equals(ending, "nd") || equals(ending, "rd") || equals(ending, "th"))
    s = at;
  return true;
}

bool read_month(DateScanner& s, Parts& p) {
  p.month = month_number(s.letters()).value_or(0);
  s.take('.');
  return p.month != 0;
}

/// Months of other languages, which are read only behind the day.
bool read_foreign_month(DateScanner& s, Parts& p) {
  p.month = foreign_month(s.word()).value_or(0);
  s.take('.');
  return p.month != 0;
}

/// The "de" of "22 de agosto de 2024".
void skip_of(DateScanner& s) {
  DateScanner at = s;
  const std::string_view word = at.letters();
  if ((equals(word, "de") || equals(word, "del")) && at.skip_spaces()) s = at;
}

/// "22 August 2024", "22-Aug-24", "22AUG2024". Two digits are 1950 to 2049 (RFC 2822).
bool read_day_first(DateScanner& s, Parts& p) {
  if (!read_day(s, p)) return false;
  skip_separator(s);
  skip_of(s);
  if (DateScanner at = s; read_month(at, p))
    s = at;
  else if (!read_foreign_month(s, p))
    return false;
  skip_separator(s);
  skip_of(s);
  if (const auto year = s.number(4, 4)) {
    p.year = *year;
    return true;
  }
  const auto short_year = s.number(2, 2);
  if (!short_year) return false;
  p.year = *short_year + (*short_year < 50 ? 2000 : 1900);
  return true;
}

/// "August 22, 2024".
bool read_month_first(DateScanner& s, Parts& p) {
  if (!read_month(s, p)) return false;
  skip_separator(s);
  if (!read_day(s, p)) return false;
  skip_separator(s);
  p.year = s.number(4, 4).value_or(0);
  return p.year != 0;
}

/// "Aug 22 10:00:00 2024", "Aug 22 10:00:00 UTC 2024": the year comes last.
bool read_asctime(DateScanner& s, Parts& p) {
  if (!read_month(s, p) || !s.skip_spaces()) return false;
  if (!read_day(s, p) || !s.skip_spaces()) return false;
  if (!read_clock_time(s, p) || !s.skip_spaces()) return false;
  if (!is_ascii_digit(s.peek()) && !(read_zone(s, p) && s.skip_spaces())) return false;
  p.year = s.number(4, 4).value_or(0);
  return p.year != 0 && read_end(s, p);
}

/// A word before a comma is a weekday in whatever language.
void skip_weekday(DateScanner& s) {
  DateScanner at = s;
  const std::string_view word = at.word();
  const bool before_comma =
      !word.empty() && (at.peek() == ',' || (at.peek() == '.' && at.peek(1) == ','));
  if (!before_comma && !is_weekday(word)) return;
  at.take('.');
  skip_separator(at);
  s = at;
}

std::optional<Parts> read_parts(std::string_view text) {
  DateScanner start(text);
  skip_weekday(start);
  for (auto read_date : {read_year_first, read_day_first, read_month_first}) {
    DateScanner s = start;
    Parts p;
    if (read_date(s, p) && read_rest(s, p)) return p;
  }
  DateScanner s = start;
  Parts p;
  if (read_asctime(s, p)) return p;
  return std::nullopt;
}

std::optional<DateText> from_parts(const Parts& p) {
  const auto day = day_start(p.year, p.month, p.day);
  if (!day) return std::nullopt;
  return DateText{*day + p.time.value_or(0), p.offset, p.precision};
}

/// "20240822100000", as web archives write it; or without the seconds.
std::optional<DateText> read_compact(std::string_view digits) {
  DateScanner s(digits);
  Parts p;
  p.year = *s.fixed(4);
  p.month = *s.fixed(2);
  p.day = *s.fixed(2);
  return read_compact_time(s, p) ? from_parts(p) : std::nullopt;
}

std::int64_t to_integer(std::string_view digits) {
  std::int64_t value = 0;
  for (char c : digits) value = value * 10 + (c - '0');
  return value;
}

/// Seconds, or milliseconds from 12 digits on, rounded down.
std::int64_t epoch_seconds(std::string_view digits, bool negative, bool fraction) {
  const std::int64_t unit = digits.size() >= 12 ? 1000 : 1;
  const std::int64_t value = to_integer(digits);
  if (!negative) return value / unit;
  return -(value / unit) - (value % unit != 0 || fraction ? 1 : 0);
}

/// Digits with a sign and a fraction. A number too short for an epoch of 1973 or later could be a
/// year, a month or a mistake: it is no date, unless it has a minus sign.
std::optional<DateText> read_number(std::string_view text) {
  DateScanner s(text);
  const bool negative = s.take('-');
  const std::string_view digits = s.digits();
  const bool fraction = take_fraction(s);
  if (!s.at_end()) return std::nullopt;
  const std::size_t n = digits.size();
  if (n == 14 && !negative && !fraction) return read_compact(digits);
  const bool seconds = n <= 10 && n >= (negative ? 1u : 9u);
  const bool milliseconds = n == 12 || n == 13;
  if (!seconds && !milliseconds) return std::nullopt;
  // Twelve digits may also be a date and a time: a number with two readings is no date.
  if (n == 12 && !negative && !fraction && read_compact(digits)) return std::nullopt;
  return DateText{epoch_seconds(digits, negative, fraction), 0, DatePrecision::second};
}

/// The forms of feeds, agencies and standards.
std::optional<DateText> read_exact_form(std::string_view text) {
  text = trim_blanks(text);
  if (text.empty() || text.size() > kMaxDateBytes) return std::nullopt;
  // "/Date(1724313600000)/", as programs of Microsoft write it in JSON.
  constexpr std::string_view kBefore = "/Date(", kBehind = ")/";
  if (text.starts_with(kBefore) && text.ends_with(kBehind))
    text = text.substr(kBefore.size(), text.size() - kBefore.size() - kBehind.size());
  if (const auto number = read_number(text)) return number;
  const auto parts = read_parts(text);
  return parts ? from_parts(*parts) : std::nullopt;
}

/// Replaces tabs, line ends and the spaces of other scripts, which web pages have, by spaces.
std::string plain_spaces(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    std::size_t width = 1;
    char c = text.front();
    for (std::string_view space : {"\u00a0", "\u2009", "\u202f"})
      if (text.starts_with(space)) {
        width = space.size();
        c = ' ';
      }
    plain += is_blank(c) ? ' ' : c;
    text.remove_prefix(width);
  }
  return plain;
}

}  // namespace

std::string_view trim_blanks(std::string_view text) {
  const auto outer = [](char c) { return c == ' ' || is_control(c); };
  while (!text.empty() && outer(text.front())) text.remove_prefix(1);
  while (!text.empty() && outer(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::int64_t> day_start(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kDay;
}

std::optional<int> read_offset(std::string_view text) {
  DateScanner s(text);
  Parts p;
  if (!read_zone(s, p) || !s.at_end()) return std::nullopt;
  return p.offset;
}

namespace {

/// Whether a year is that of another calendar, of Iran or of Islam: then the date is none of ours.
bool is_of_other_calendar(std::string_view text, const DateText& date, const DateContext& context) {
  constexpr std::int64_t kLast = -14'831'769'600;  // 1500-01-01
  static constexpr std::string_view kLanguages[] = {"fa", "ar", "ps", "ur", "ckb", "ku", "sd"};
  static constexpr std::string_view kDigits[] = {"\u0661", "\u06f1"};  // one
  if (date.local >= kLast) return false;
  return std::ranges::find(kLanguages, context.language) != std::end(kLanguages) ||
         std::ranges::any_of(kDigits, [&](std::string_view one) {
           return text.find(one) != std::string_view::npos;
         });
}

std::optional<DateText> read_date_of_ours(std::string_view text, const DateContext& context) {
  text = trim_blanks(text);
  const auto code =
      std::ranges::find_if(text, [](char c) { return is_control(c) && !is_blank(c); });
  text = text.substr(0, static_cast<std::size_t>(code - text.begin()));
  const std::string line = text.size() <= 2 * kMaxDateBytes ? plain_spaces(text) : std::string();
  if (const auto whole = read_exact_form(line)) return whole;
  // Agency files append codes after tabs as well.
  if (const std::size_t tab = text.find_first_of("\t\n\v\f\r"); tab != std::string_view::npos)
    if (const auto first = read_exact_form(plain_spaces(text.substr(0, tab)))) return first;
  return line.size() <= kMaxDateBytes ? read_written_date(line, context) : std::nullopt;
}

}  // namespace

std::optional<DateText> read_date_text(std::string_view text, const DateContext& context) {
  const auto date = read_date_of_ours(text, context);
  if (!date || !is_of_other_calendar(text, *date, context)) return date;
  const std::string line = plain_spaces(trim_blanks(text.substr(0, kMaxDateBytes)));
  const auto written = read_written_date(line, context);  // which knows that of Iran
  return written && !is_of_other_calendar(text, *written, context) ? written : std::nullopt;
}

}  // namespace dateline
