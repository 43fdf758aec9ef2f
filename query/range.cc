// SPDX-License-Identifier: GPL-2.0-or-later
#include "range.h"

#include <charconv>

#include "dates.h"

namespace dateline {
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
  if (field == schema::FieldId::words) return number_span(text);
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
  // "7d" runs from an instant to now: what is later than that begins at the instant.
  const bool age = field != schema::FieldId::words && *bounds->to == now + 1;
  RangeReading range;
  range.text = text;
  if (text[0] == '>')
    range.from = or_equal || age ? bounds->from : bounds->to;
  else
    range.to = or_equal && !age ? bounds->to : bounds->from;
  return range;
}

}  // namespace

std::optional<RangeReading> read_range(schema::FieldId field, std::string_view written,
                                       Timestamp now) {
  const std::string_view text = trimmed(written);
  if (text == "*") return RangeReading{{}, {}, "*", false};
  if (text.starts_with('<') || text.starts_with('>')) return read_comparison(field, text, now);
  if (const auto bounds = span(field, text, now))
    return RangeReading{bounds->from, bounds->to, std::string(text), false};

  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const std::string_view first = trimmed(text.substr(0, dots));
  const std::string_view last = trimmed(text.substr(dots + 2));
  if (first.empty() || last.empty()) return std::nullopt;
  std::string swapped = std::string(last).append("..").append(first);
  const auto bounds = span(field, swapped, now);
  if (!bounds) return std::nullopt;
  return RangeReading{bounds->from, bounds->to, std::move(swapped), true};
}

}  // namespace dateline
