// SPDX-License-Identifier: GPL-2.0-or-later
// Written dates: dates as pages, bylines and tables print them, in many languages: "22.08.2024
// 14:05 Uhr", "Published 9:31 a.m. ET Dec. 20, 2016", "5. března 2024", "2016년 12월 20일".
// date_text.cc uses it for dates that have none of the forms of feeds and agencies.
#pragma once

#include <optional>
#include <string_view>

#include "date_text.h"

namespace dateline {

/// Reads the whole of `text`: one date, at most one time with a zone, and words that stand round
/// dates (weekdays, "published", "at", "Uhr"). Anything else in it, and a date with two readings,
/// is absent. A time that does not exist, or a zone that is not known, is dropped and the day
/// remains.
std::optional<DateText> read_written_date(std::string_view text, const DateContext& context);

}  // namespace dateline
