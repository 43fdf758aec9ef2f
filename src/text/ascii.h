// SPDX-License-Identifier: GPL-2.0-or-later
// ASCII letters and digits, independent of the locale, for names, numbers, markup and addresses. A
// byte or code point beyond ASCII is none of them. Text of articles goes through fold.h.
#pragma once

#include <string>
#include <string_view>

namespace dateline {

constexpr bool is_ascii_digit(int c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_lower(int c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_ascii_upper(int c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_ascii_letter(int c) { return is_ascii_lower(c) || is_ascii_upper(c); }
constexpr bool is_ascii_letter_or_digit(int c) { return is_ascii_letter(c) || is_ascii_digit(c); }

/// The value of a hexadecimal digit; -1 for any other byte.
constexpr int hex_value(int c) {
  if (is_ascii_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// A to Z as a to z, every other byte as it is.
constexpr char to_ascii_lower(char c) {
  return is_ascii_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
inline std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = to_ascii_lower(c);
  return lower;
}

}  // namespace dateline
