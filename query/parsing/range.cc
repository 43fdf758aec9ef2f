// SPDX-License-Identifier: GPL-2.0-or-later
#include "range.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "dates/dates.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

struct Bounds {
  std::optional<std::int64_t> from, to;
};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::optional<Bounds> read_number(std::string_view text) {
  constexpr std::size_t kMaxDigits = 15;  // so that adding one is safe
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  if (text.empty() || text.size() > kMaxDigits || text[0] == '-') return std::nullopt;
  if (std::from_chars(text.data(), end, number).ptr != end) return std::nullopt;
  return Bounds{number, number + 1};
}

std::optional<Bounds> number_span(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return read_number(text);
  const std::string_view first = trimmed(text.substr(0, dots));
  const std::string_view last = trimmed(text.substr(dots + 2));
  Bounds bounds;
  if (first.empty() && last.empty()) return std::nullopt;
  if (!first.empty()) {
    const auto number = read_number(first);
    if (!number) return std::nullopt;
    bounds.from = number->from;
  }
  if (!last.empty()) {
    const auto number = read_number(last);
    if (!number) return std::nullopt;
    bounds.to = number->to;
  }
  if (bounds.from && bounds.to && *bounds.from >= *bounds.to) return std::nullopt;
  return bounds;
}

std::optional<Bounds> span(schema::FieldId field, std::string_view text, Timestamp now) {
  if (!holds_dates(field)) return number_span(text);
  const auto span = parse_span(text, now);
  if (!span) return std::nullopt;
  return Bounds{span->begin, span->end};
}

std::optional<RangeReading> read_comparison(schema::FieldId field, std::string_view text,
                                            Timestamp now) {
  const bool or_equal = text.size() > 1 && text[1] == '=';
  const std::string_view operand = trimmed(text.substr(or_equal ? 2 : 1));
  if (operand.find("..") != std::string_view::npos) return std::nullopt;
  const auto bounds = span(field, operand, now);
  if (!bounds || !bounds->from || !bounds->to) return std::nullopt;
  // "7d" is a span from an instant to now. A later date is one after that instant.
  const bool age = holds_dates(field) && *bounds->to == now + 1;
  RangeReading range;
  range.text = text;
  if (text[0] == '>')
    range.from = or_equal || age ? bounds->from : bounds->to;
  else
    range.to = or_equal && !age ? bounds->to : bounds->from;
  return range;
}

/// Length of the digits at `position`.
std::size_t digits_at(std::string_view text, std::size_t position) {
  std::size_t end = position;
  while (end < text.size() && is_ascii_digit(text[end])) ++end;
  return end - position;
}

/// "1/12/2024" as "2024-12-01": the first number is the day, unless it is too large.
std::string without_slashes(std::string_view text, bool& ambiguous) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t a = digits_at(text, i);
    const std::size_t b = i + a + 1 < text.size() ? digits_at(text, i + a + 1) : 0;
    const std::size_t year = i + a + b + 2;
    const bool slashes = a > 0 && a <= 2 && b > 0 && b <= 2 && year < text.size() &&
                         text[i + a] == '/' && text[year - 1] == '/' && digits_at(text, year) == 4;
    if (!slashes) {
      result += text.substr(i, a > 0 ? a : 1);
      i += a > 0 ? a : 1;
      continue;
    }
    std::string day(text.substr(i, a)), month(text.substr(i + a + 1, b));
    if (day.size() == 1) day.insert(0, 1, '0');
    if (month.size() == 1) month.insert(0, 1, '0');
    if (month > "12") std::swap(day, month);
    ambiguous = ambiguous || (day <= "12" && day != month);
    result += fmt::format("{}-{}-{}", text.substr(year, 4), month, day);
    i = year + 4;
  }
  return result;
}

}  // namespace

bool holds_dates(schema::FieldId field) {
  return field == schema::FieldId::date || field == schema::FieldId::seen;
}

std::optional<RangeReading> read_range(schema::FieldId field, std::string_view written,
                                       Timestamp now) {
  if (holds_dates(field) && written.find('/') != std::string_view::npos) {
    bool ambiguous = false;
    const std::string normal = without_slashes(written, ambiguous);
    if (normal != written) {
      auto range = read_range(field, normal, now);
      if (range) range->ambiguous = ambiguous;
      return range;
    }
  }
  const std::string_view text = trimmed(written);
  // "-7" would be a year before Christ.
  if (holds_dates(field) && text.find_first_not_of("<>= ") == text.find('-')) return std::nullopt;
  if (text == "*") return RangeReading{{}, {}, "*"};
  if (text.starts_with('<') || text.starts_with('>')) return read_comparison(field, text, now);
  if (const auto bounds = span(field, text, now))
    return RangeReading{bounds->from, bounds->to, std::string(text)};

  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const std::string_view first = trimmed(text.substr(0, dots));
  const std::string_view last = trimmed(text.substr(dots + 2));
  if (first.empty() || last.empty()) return std::nullopt;
  std::string swapped = std::string(last).append("..").append(first);
  const auto bounds = span(field, swapped, now);
  if (!bounds) return std::nullopt;
  return RangeReading{bounds->from, bounds->to, std::move(swapped), true, false};
}

}  // namespace dateline::searching
