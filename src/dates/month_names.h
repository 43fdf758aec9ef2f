// SPDX-License-Identifier: GPL-2.0-or-later
// Names of months and weekdays in the languages of the world, from ICU. The reader of written dates
// uses it for names that are not English. The tables are made at first use.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dateline {

/// `word` in the form the tables compare: lower case, without accents, without dots at the end.
std::string fold_name(std::string_view word);

/// The month, 1 to 12, that `folded` names or begins to name with three letters or more. A word
/// that is another month in another language (listopad) counts only as `language` (an ISO 639-1
/// code) has it; absent without one.
std::optional<int> find_month_name(const std::string& folded, std::string_view language);

/// True when `folded` names a weekday, in full or short, in any of the languages.
bool is_weekday_name(const std::string& folded);

}  // namespace dateline
