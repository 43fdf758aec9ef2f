// SPDX-License-Identifier: GPL-2.0-or-later
#include "date_tokens.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <utility>

#include "month_names.h"

namespace dateline {
namespace {

bool is_mark_or_letter(UChar32 c) {
  return u_isalpha(c) || u_charType(c) == U_NON_SPACING_MARK ||
         u_charType(c) == U_COMBINING_SPACING_MARK || c == '_' || c == 0x200C;
}

bool is_han(UChar32 c) { return c >= 0x4E00 && c <= 0x9FFF; }

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
    if (u_isdigit(c)) {
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
