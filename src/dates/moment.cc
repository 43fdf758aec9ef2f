// SPDX-License-Identifier: GPL-2.0-or-later
#include "moment.h"

#include <fmt/format.h>

#include <charconv>
#include <string>

#include "dates.h"
#include "error.h"

namespace dateline {
namespace {

Error unread(std::string_view text) {
  return Error(fmt::format("--as-of {} is no day, no time and no row", text),
               "give 2024-08-22, a full time, 7d, or row:48211 as answers in JSON name it");
}

/// The instant at which clocks of a zone show what those of UTC show at `utc`.
Timestamp in_zone(Timestamp utc, std::string_view zone) {
  std::string clock = format_timestamp(utc);
  clock.pop_back();  // the Z
  return parse_timestamp(clock, zone).value_or(utc);
}

}  // namespace

Moment read_moment(std::string_view text, Timestamp now, std::string_view zone) {
  if (text.starts_with("row:")) {
    const std::string_view digits = text.substr(4);
    std::uint32_t row = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), row);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
      throw unread(text);
    return {row, 0};
  }
  const std::optional<TimeSpan> span = parse_span(text, now);
  if (!span || !span->begin || !span->end || text.find("..") != std::string_view::npos)
    throw unread(text);
  if (*span->end == now + 1) return {{}, *span->begin + 1};  // an age
  const auto is_day = [](Timestamp at) { return period_begin(at, Period::day) == at; };
  const bool days = is_day(*span->begin) && is_day(*span->end);
  return {{}, days && !zone.empty() ? in_zone(*span->end, zone) : *span->end};
}

}  // namespace dateline
