// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_escape.h"

#include "characters.h"

namespace dateline::searching {
namespace {

std::string escape(std::string_view text, bool (*escaped)(CodePoint)) {
  std::string result;
  for (std::size_t position = 0; position < text.size();) {
    const CodePoint c = next_code_point(text, position);
    if (escaped(c)) result += '\\';
    append_code_point(result, c);
  }
  return result;
}

}  // namespace

bool is_blank_text(std::string_view text) {
  for (std::size_t position = 0; position < text.size();)
    if (!is_blank(next_code_point(text, position))) return false;
  return true;
}

std::size_t count_letters(std::string_view text) {
  std::size_t letters = 0;
  for (std::size_t position = 0; position < text.size();)
    if (is_letter(next_code_point(text, position))) ++letters;
  return letters;
}

std::string shortened(std::string_view text, std::size_t longest) {
  std::string result;
  std::size_t position = 0;
  for (std::size_t n = 0; position < text.size() && n < longest; ++n) {
    const CodePoint c = next_code_point(text, position);
    append_code_point(result, is_blank(c) ? ' ' : c);
  }
  if (position < text.size()) result += "...";
  return result;
}

std::string escape_word(std::string_view text, bool thoroughly) {
  if (!thoroughly)
    return escape(text, [](CodePoint c) { return ends_word(c) || c == '\\' || c == '*'; });
  return escape(text, [](CodePoint c) { return is_ascii_punctuation(c) || is_quote(c); });
}

std::string escape_quoted(std::string_view text) {
  return escape(text, [](CodePoint c) { return is_quote(c) || c == '\\'; });
}

}  // namespace dateline::searching
