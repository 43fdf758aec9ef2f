// SPDX-License-Identifier: GPL-2.0-or-later
// Characters as the query language sees them: decoding, white space, quotation marks, letters.
// Used by the lexer and its parts, and by query_escape.
#pragma once

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "text/ascii.h"

namespace dateline::searching {

using CodePoint = UChar32;  // negative where the bytes are not UTF-8
inline constexpr CodePoint kReplacement = 0xFFFD;

/// Returns the code point at `position`, and moves `position` behind it.
inline CodePoint next_code_point(std::string_view text, std::size_t& position) {
  CodePoint c = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // inside ICU's macro
  U8_NEXT(text.data(), position, text.size(), c);
#pragma GCC diagnostic pop
  return c;
}

inline void append_code_point(std::string& text, CodePoint c) {
  if (c < 0) c = kReplacement;
  char bytes[U8_MAX_LENGTH];
  std::size_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  text.append(bytes, length);
}

/// White space, control characters, and characters without width.
inline bool is_blank(CodePoint c) {
  if (c < 0x80) return c >= 0 && (c <= 0x20 || c == 0x7F);
  return u_isUWhiteSpace(c) || u_charType(c) == U_CONTROL_CHAR || c == 0x200B || c == 0xFEFF;
}

inline bool is_quote(CodePoint c) {
  switch (c) {
    case '"':
    case 0xAB:    // «
    case 0xBB:    // »
    case 0x201C:  // “
    case 0x201D:  // ”
    case 0x201E:  // „
    case 0x201F:  // ‟
    case 0xFF02:  // full-width "
      return true;
    default:
      return false;
  }
}

inline bool is_ascii_punctuation(CodePoint c) {
  return c > 0x20 && c < 0x7F && !is_ascii_letter_or_digit(c);
}

/// A letter or a digit of any script.
inline bool is_letter(CodePoint c) {
  if (c < 0x80) return is_ascii_letter_or_digit(c);
  return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK)) != 0;
}

/// An ideograph, or a letter of kana or Hangul. Two of them are as specific as a longer word.
inline bool is_ideograph(CodePoint c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7FF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/// Characters that always end a word.
inline bool ends_word(CodePoint c) {
  return c == '(' || c == ')' || c == '{' || c == '}' || c == '|' || is_quote(c) || is_blank(c);
}

}  // namespace dateline::searching
