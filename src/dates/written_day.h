// SPDX-License-Identifier: GPL-2.0-or-later
// The day in a written date: "22.08.2024", "5. března 2024", "2016년 12월 20일". Used by
// written_date, which reads the text around it.
#pragma once

#include <cstddef>
#include <vector>

#include "date_text.h"
#include "date_tokens.h"

namespace dateline {

struct WrittenDay {
  int year = 0, month = 0, day = 0;
  std::size_t end = 0;                           // the token behind it
  DayMonthOrder shown = DayMonthOrder::unknown;  // what its numbers prove
};

/// The possible days at token `at`, the likeliest first. A day need not exist.
std::vector<WrittenDay> days_at(const DateTokens& tokens, std::size_t at,
                                const DateContext& context);

}  // namespace dateline
