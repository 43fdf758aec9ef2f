// SPDX-License-Identifier: GPL-2.0-or-later
// Printable text: untrusted text (titles, ids, names of files, messages about them) without
// terminal escape sequences, control characters and bidirectional formatting characters. Used by
// the messages of both programs and by the output formats. Takes any bytes, returns valid UTF-8.
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
/// Embeddings, overrides, isolates and marks, which can make text look like another text.
bool is_bidi_control(char32_t c);
bool is_line_separator(char32_t c);  // U+2028, U+2029

enum class White {
  single,  // white space is one space, none at the beginning
  lines,   // line feeds stay, all others become spaces
  kept,    // tabs and line feeds stay, all others become spaces
};

/// Appends the printable part of the next character or escape sequence.
void copy_printable(CodePoints& at, std::string& out, White white);

/// The text as one line, without white space at its ends.
std::string printable_text(std::string_view text);
/// The text with its lines kept.
std::string printable_lines(std::string_view text);

/// A JSON text with control and bidirectional characters written as escapes. They occur inside
/// strings only, so the value is the same.
std::string escape_invisible(std::string_view json);

}  // namespace dateline
