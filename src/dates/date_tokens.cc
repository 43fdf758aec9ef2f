// SPDX-License-Identifier: GPL-2.0-or-later
#include "date_tokens.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>

#include "month_names.h"

namespace dateline {
namespace {

bool is_mark_or_letter(UChar32 c) {
  return u_isalpha(c) || u_charType(c) == U_NON_SPACING_MARK ||
         u_charType(c) == U_COMBINING_SPACING_MARK || c == '_' || c == 0x200C;
}

bool is_han(UChar32 c) { return c >= 0x4E00 && c <= 0x9FFF; }

/// The number in Chinese numerals at `at`, as "二〇二四" or "三十一", and its end. Nothing where no
/// unit of a date follows, for the numerals are in words, too.
struct HanNumber {
  int value = 0;
  std::size_t digits = 0;
  int32_t end = 0;
};
std::optional<HanNumber> han_number(std::string_view text, int32_t at) {
  static constexpr std::array<std::string_view, 10> kDigits = {"〇", "一", "二", "三", "四",
                                                               "五", "六", "七", "八", "九"};
  static constexpr std::string_view kUnits[] = {"年", "月", "日", "号", "號", "时",
                                                "時", "点", "點", "分", "秒"};
  constexpr std::size_t kWidth = 3, kMostDigits = 4;  // bytes of each of these characters
  std::string_view rest = text.substr(static_cast<std::size_t>(at));
  HanNumber number;
  int tens = -1;
  for (; !rest.empty(); rest.remove_prefix(kWidth)) {
    const std::string_view c = rest.substr(0, kWidth);
    const auto digit = std::ranges::find(kDigits, c == "零" ? "〇" : c);
    if (c == "十" && tens < 0) {
      tens = number.digits == 0 ? 1 : number.value;
      number = {};
    } else if (digit != kDigits.end() && number.digits < kMostDigits) {
      number.value = number.value * 10 + static_cast<int>(digit - kDigits.begin());
      ++number.digits;
    } else {
      break;
    }
  }
  if (std::ranges::find(kUnits, rest.substr(0, kWidth)) == std::end(kUnits)) return std::nullopt;
  if (tens > 9 || (tens >= 0 && number.digits > 1)) return std::nullopt;
  if (tens >= 0) number = {tens * 10 + number.value, 2, 0};
  if (number.digits == 0) return std::nullopt;
  number.end = static_cast<int32_t>(text.size() - rest.size());
  return number;
}

/// The most tokens of a text. A date has fewer.
constexpr std::size_t kMostTokens = 40;

std::vector<DateToken> tokens_of(std::string_view text) {
  std::vector<DateToken> tokens;
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  bool spaced = false;
  for (int32_t at = 0; at < size && tokens.size() < kMostTokens;) {
    const int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (c < 0) return {};
    if (u_isUWhiteSpace(c) || c == 0x200E || c == 0x200F) {
      spaced = true;
      continue;
    }
    DateToken token;
    token.spaced = std::exchange(spaced, false);
    const auto extend = [&](auto belongs) {
      for (int32_t next = at; next < size; at = next) {
        UChar32 following = 0;
        U8_NEXT(bytes, next, size, following);
        if (following < 0 || !belongs(following)) break;
        c = following;
        if (token.kind == DateToken::Kind::number && ++token.digits <= 9)
          token.value = token.value * 10 + u_charDigitValue(c);
      }
    };
    if (const auto han = is_han(c) || c == 0x3007 ? han_number(text, begin) : std::nullopt) {
      token.kind = DateToken::Kind::number;
      token.value = han->value;
      token.digits = han->digits;
      at = han->end;
    } else if (u_isdigit(c)) {
      token.kind = DateToken::Kind::number;
      token.value = u_charDigitValue(c);
      token.digits = 1;
      extend([](UChar32 d) { return u_isdigit(d); });
    } else if (is_mark_or_letter(c)) {
      token.kind = DateToken::Kind::word;
      if (!is_han(c)) extend([](UChar32 d) { return is_mark_or_letter(d) && !is_han(d); });
    }
    token.raw = text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
    if (token.kind == DateToken::Kind::word) token.word = fold_name(token.raw);
    tokens.push_back(std::move(token));
  }
  return tokens.size() < kMostTokens ? tokens : std::vector<DateToken>();
}

}  // namespace

DateTokens::DateTokens(std::string_view text) : tokens_(tokens_of(text)) {}

}  // namespace dateline
