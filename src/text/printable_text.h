// SPDX-License-Identifier: GPL-2.0-or-later
// What shows of text nobody vouches for (titles, ids, names of files, messages about them): without
// terminal escape sequences, control characters and bidirectional formatting characters. Used by
// the messages of both programs and by the output formats (escape.h). Takes any bytes, gives valid
// UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dateline {

/// Decodes UTF-8 from the front of a text; a broken sequence is U+FFFD.
class CodePoints {
 public:
  explicit CodePoints(std::string_view text) : text_(text) {}
  bool at_end() const { return offset_ >= text_.size(); }
  std::size_t offset() const { return offset_; }
  char32_t next();
  char32_t peek() const;  // 0 at the end

 private:
  std::string_view text_;
  std::size_t offset_ = 0;
};

bool is_control(char32_t c);  // C0, DEL and C1
/// Embeddings, overrides, isolates and marks: what can make text read as other than it is.
bool is_bidi_control(char32_t c);
bool is_line_separator(char32_t c);  // U+2028, U+2029

enum class White {
  single,  // white space is one space, none at the beginning
  lines,   // line feeds stay, all other is a space each
  kept,    // tabs and line feeds stay, all other is a space each
};

/// Appends what shows of the next character or escape sequence.
void copy_printable(CodePoints& at, std::string& out, White white);

/// One line, without white space at its ends.
std::string printable_text(std::string_view text);
/// Lines as they are.
std::string printable_lines(std::string_view text);

/// A JSON text with control and bidirectional characters, which can only stand inside strings,
/// written as escapes, so that a terminal shows them.
std::string escape_invisible(std::string_view json);

}  // namespace dateline
