// SPDX-License-Identifier: GPL-2.0-or-later
#include "escape.h"

#include <fmt/format.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

namespace dateline {
namespace {

constexpr UChar32 kEscape = 0x1b;
constexpr UChar32 kBell = 0x07;
constexpr UChar32 kStringEnd = 0x9c;  // ST

/// Decodes UTF-8 from the front of a text; a broken sequence is U+FFFD.
class CodePoints {
 public:
  explicit CodePoints(std::string_view text) : text_(text) {}
  bool at_end() const { return offset_ >= size(); }
  std::size_t offset() const { return static_cast<std::size_t>(offset_); }
  UChar32 next() {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text_.data()), offset_, size(), c);
    return c;
  }
  UChar32 peek() const {
    if (at_end()) return 0;
    CodePoints copy = *this;
    return copy.next();
  }

 private:
  std::int64_t size() const { return static_cast<std::int64_t>(text_.size()); }

  std::string_view text_;
  std::int64_t offset_ = 0;
};

void append(std::string& out, UChar32 c) {
  std::uint8_t bytes[U8_MAX_LENGTH];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

bool is_control(UChar32 c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

/// Embeddings, overrides, isolates and marks: what can make text read as other than it is.
bool is_bidi_control(UChar32 c) {
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool is_line_separator(UChar32 c) { return c == 0x2028 || c == 0x2029; }

bool is_white(UChar32 c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || is_line_separator(c);
}

bool in(UChar32 c, UChar32 low, UChar32 high) { return c >= low && c <= high; }

void skip_range(CodePoints& at, UChar32 low, UChar32 high) {
  while (!at.at_end() && in(at.peek(), low, high)) at.next();
}

/// After ESC [: parameters, intermediate bytes, a final byte.
void skip_control_sequence(CodePoints& at) {
  skip_range(at, 0x30, 0x3f);
  skip_range(at, 0x20, 0x2f);
  if (in(at.peek(), 0x40, 0x7e)) at.next();
}

/// After ESC ] and its like: up to BEL or ST. One that never ends is text.
void skip_control_string(CodePoints& at) {
  CodePoints ahead = at;
  while (!ahead.at_end()) {
    const UChar32 c = ahead.next();
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
  const UChar32 kind = at.peek();
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

void skip_c1_sequence(CodePoints& at, UChar32 c) {
  if (c == 0x9b) skip_control_sequence(at);
  if (c == 0x9d || c == 0x90 || c == 0x98 || c == 0x9e || c == 0x9f) skip_control_string(at);
}

enum class White { single, kept };

/// Appends what shows of the next character or escape sequence.
void copy_visible(CodePoints& at, std::string& out, White white) {
  const UChar32 c = at.next();
  if (is_white(c)) {
    const bool plain = c == '\t' || c == '\n' || c == '\r';
    if (white == White::kept)
      append(out, plain ? c : ' ');
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  } else if (c == kEscape) {
    skip_escape_sequence(at);
  } else if (is_control(c)) {
    skip_c1_sequence(at, c);
  } else if (!is_bidi_control(c)) {
    append(out, c);
  }
}

/// The marks in order, inside the text, not empty and not overlapping, whatever was given.
std::vector<MarkedText::Mark> sound_marks(const MarkedText& text) {
  std::vector<MarkedText::Mark> marks;
  std::size_t last = 0;
  for (auto mark : text.marks) {
    mark.begin = std::max(mark.begin, last);
    mark.end = std::min(mark.end, text.text.size());
    if (mark.begin >= mark.end) continue;
    marks.push_back(mark);
    last = mark.end;
  }
  return marks;
}

std::string html_escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  for (CodePoints at(text); !at.at_end();) append(out, at.next());
  return out;
}

bool begins_formula(std::string_view cell) {
  for (std::string_view start : {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"})
    if (cell.starts_with(start)) return true;
  return false;
}

}  // namespace

MarkedText visible_text(const MarkedText& text) {
  MarkedText result;
  result.marks = sound_marks(text);
  std::vector<std::size_t*> places;  // in the input, to be replaced by those in the output
  for (auto& mark : result.marks) {
    places.push_back(&mark.begin);
    places.push_back(&mark.end);
  }
  auto place = places.begin();
  CodePoints at(text.text);
  while (!at.at_end()) {
    for (; place != places.end() && **place <= at.offset(); ++place) **place = result.text.size();
    copy_visible(at, result.text, White::single);
  }
  for (; place != places.end(); ++place) **place = result.text.size();
  if (result.text.ends_with(' ')) result.text.pop_back();
  result.marks = sound_marks(result);
  return result;
}

std::string visible_text(std::string_view text) {
  return visible_text(MarkedText{std::string(text), {}}).text;
}

std::string html_marked(const MarkedText& text) {
  const std::string_view all = text.text;
  std::string out;
  std::size_t done = 0;
  for (const auto& mark : sound_marks(text)) {
    out += html_escaped(all.substr(done, mark.begin - done));
    out += "<mark>" + html_escaped(all.substr(mark.begin, mark.end - mark.begin)) + "</mark>";
    done = mark.end;
  }
  return valid_utf8(out + html_escaped(all.substr(done)));
}

std::string escape_invisible(std::string_view json) {
  if (std::ranges::all_of(json, [](char c) { return c > 0 && c < 0x7f; })) return std::string(json);
  std::string out;
  for (CodePoints at(json); !at.at_end();) {
    const UChar32 c = at.next();
    const bool hidden = in(c, 0x7f, 0x9f) || is_bidi_control(c) || is_line_separator(c);
    if (hidden)
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
    else
      append(out, c);
  }
  return out;
}

std::string json_string(std::string_view text) {
  return escape_invisible(nlohmann::json(valid_utf8(text)).dump());
}

std::string csv_cell(std::string_view text) {
  std::string cell;
  for (CodePoints at(text); !at.at_end();) copy_visible(at, cell, White::kept);
  if (begins_formula(cell)) cell.insert(0, 1, '\'');
  if (cell.find_first_of(",\"\r\n") == std::string::npos && !cell.starts_with(' ') &&
      !cell.ends_with(' '))
    return cell;
  std::string quoted = "\"";
  for (char c : cell) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string id_line(std::string_view id) {
  for (CodePoints at(id); !at.at_end();) {
    const UChar32 c = at.next();
    if (!is_control(c) && !is_bidi_control(c) && !is_line_separator(c)) continue;
    const std::string quoted = json_string(id);
    return quoted.substr(1, quoted.size() - 2);
  }
  return valid_utf8(id);
}

}  // namespace dateline
