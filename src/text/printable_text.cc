// SPDX-License-Identifier: GPL-2.0-or-later
#include "printable_text.h"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

#include "charset.h"

namespace dateline {
namespace {

constexpr char32_t kEscape = 0x1b;
constexpr char32_t kBell = 0x07;
constexpr char32_t kStringEnd = 0x9c;  // ST

bool is_white(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || is_line_separator(c);
}

bool in(char32_t c, char32_t low, char32_t high) { return c >= low && c <= high; }

void skip_range(CodePoints& at, char32_t low, char32_t high) {
  while (!at.at_end() && in(at.peek(), low, high)) at.next();
}

/// After ESC [: parameters, intermediate bytes, a final byte.
void skip_control_sequence(CodePoints& at) {
  skip_range(at, 0x30, 0x3f);
  skip_range(at, 0x20, 0x2f);
  if (in(at.peek(), 0x40, 0x7e)) at.next();
}

/// After ESC ] and its like: up to BEL or ST. A sequence without an end is text.
void skip_control_string(CodePoints& at) {
  CodePoints ahead = at;
  while (!ahead.at_end()) {
    const char32_t c = ahead.next();
    const bool escaped_end = c == kEscape && ahead.peek() == '\\';
    if (escaped_end) ahead.next();
    if (escaped_end || c == kBell || c == kStringEnd) {
      at = ahead;
      return;
    }
  }
}

/// After ESC. ECMA-48 gives each of ESC @ to ESC _ the meaning of a C1 control.
void skip_escape_sequence(CodePoints& at) {
  const char32_t kind = at.peek();
  if (!in(kind, 0x20, 0x7e)) return;
  if (in(kind, 0x20, 0x2f)) {
    skip_range(at, 0x20, 0x2f);
    if (in(at.peek(), 0x30, 0x7e)) at.next();
    return;
  }
  at.next();
  if (kind == '[') skip_control_sequence(at);
  if (kind == ']' || kind == 'P' || kind == 'X' || kind == '^' || kind == '_')
    skip_control_string(at);
}

void skip_c1_sequence(CodePoints& at, char32_t c) {
  if (c == 0x9b) skip_control_sequence(at);
  if (c == 0x9d || c == 0x90 || c == 0x98 || c == 0x9e || c == 0x9f) skip_control_string(at);
}

}  // namespace

char32_t CodePoints::next() {
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text_.data()), offset_, text_.size(), c);
  return static_cast<char32_t>(c);
}

char32_t CodePoints::peek() const {
  if (at_end()) return 0;
  CodePoints copy = *this;
  return copy.next();
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

bool is_bidi_control(char32_t c) {
  return c == 0x061c || c == 0x200e || c == 0x200f || in(c, 0x202a, 0x202e) ||
         in(c, 0x2066, 0x2069);
}

bool is_line_separator(char32_t c) { return c == 0x2028 || c == 0x2029; }

void copy_printable(CodePoints& at, std::string& out, White white) {
  const char32_t c = at.next();
  if (c == '\r' && at.peek() == '\n') return;
  if (is_white(c)) {
    const bool stays = c == '\n' || (white == White::kept && c == '\t');
    if (white != White::single)
      append_utf8(out, stays ? c : ' ');
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  } else if (c == kEscape) {
    skip_escape_sequence(at);
  } else if (is_control(c)) {
    skip_c1_sequence(at, c);
  } else if (!is_bidi_control(c)) {
    append_utf8(out, c);
  }
}

std::string printable_text(std::string_view text) {
  std::string out;
  for (CodePoints at(text); !at.at_end();) copy_printable(at, out, White::single);
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string printable_lines(std::string_view text) {
  std::string out;
  for (CodePoints at(text); !at.at_end();) copy_printable(at, out, White::lines);
  return out;
}

std::string escape_invisible(std::string_view json) {
  if (std::ranges::all_of(json, [](char c) { return c > 0 && c < 0x7f; })) return std::string(json);
  std::string out;
  for (CodePoints at(json); !at.at_end();) {
    const char32_t c = at.next();
    if (in(c, 0x7f, 0x9f) || is_bidi_control(c) || is_line_separator(c))
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
    else
      append_utf8(out, c);
  }
  return out;
}

}  // namespace dateline
