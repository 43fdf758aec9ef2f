// SPDX-License-Identifier: GPL-2.0-or-later
#include "written_month.h"

#include <array>
#include <string>

#include "date_text.h"
#include "date_tokens.h"
#include "month_names.h"

namespace dateline {
namespace {

constexpr auto kBetween = std::to_array<std::string_view>({"de", "del", "of", "g", "г"});

struct Month {
  int year = 0, month = 0;
  std::size_t end = 0;  // the token behind it
};

bool is_year(const DateTokens& tokens, std::size_t at) { return tokens.is_number(at, 4, 4); }
bool is_month(const DateTokens& tokens, std::size_t at) { return tokens.is_number(at, 1, 2); }

bool is_raw(const DateTokens& tokens, std::size_t at, std::string_view one, std::string_view two) {
  return tokens.has(at) && (tokens[at].raw == one || tokens[at].raw == two);
}

/// "2024-03", "2024年3月".
std::optional<Month> year_first(const DateTokens& tokens) {
  if (!is_year(tokens, 0) || !is_month(tokens, 2)) return std::nullopt;
  if (tokens.is_separator(1)) return Month{tokens.value(0), tokens.value(2), 3};
  if (is_raw(tokens, 1, "年", "년") && is_raw(tokens, 3, "月", "월"))
    return Month{tokens.value(0), tokens.value(2), 4};
  return std::nullopt;
}

/// "03/2024", "March 2024", "marzo de 2024".
std::optional<Month> month_first(const DateTokens& tokens, std::string_view language) {
  if (is_month(tokens, 0) && tokens.is_separator(1) && is_year(tokens, 2))
    return Month{tokens.value(2), tokens.value(0), 3};
  if (!tokens.has(0) || tokens[0].kind != DateToken::Kind::word) return std::nullopt;
  const std::optional<int> month = find_month_name(tokens[0].word, language);
  std::size_t at = tokens.skip(tokens.skip(1, "."), ",");
  if (tokens.has(at) && is_one_of(tokens[at], kBetween)) ++at;
  if (!month || !is_year(tokens, at)) return std::nullopt;
  return Month{tokens.value(at), *month, at + 1};
}

}  // namespace

std::optional<Timestamp> read_written_month(std::string_view text, std::string_view language) {
  constexpr int kFirstYear = 1400;
  const DateTokens tokens(text);
  std::optional<Month> found = year_first(tokens);
  if (!found) found = month_first(tokens, language);
  if (!found || found->end != tokens.size() || found->year < kFirstYear) return std::nullopt;
  return day_start(found->year, found->month, 1);
}

}  // namespace dateline
