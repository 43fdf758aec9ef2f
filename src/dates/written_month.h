// SPDX-License-Identifier: GPL-2.0-or-later
// A month that stands alone: the date of a magazine's issue. Used by the readers of articles.
// dates.h reads points in time, which a month is not.
#pragma once

#include <optional>
#include <string_view>

#include "article.h"

namespace dateline {

/// The first second, in UTC, of the month that `text` names and nothing else: "2024-03", "3/2024",
/// "March 2024", "marzo de 2024", "2024年3月". `language`: of names that two languages have; may be
/// empty. Absent for years before 1400.
std::optional<Timestamp> read_written_month(std::string_view text, std::string_view language);

}  // namespace dateline
