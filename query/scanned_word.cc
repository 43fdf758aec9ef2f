// SPDX-License-Identifier: GPL-2.0-or-later
#include "scanned_word.h"

#include <algorithm>
#include <utility>

#include "characters.h"

namespace dateline {
namespace {

CodePoint peek(std::string_view text, std::size_t position) {
  return position < text.size() ? next_code_point(text, position) : ' ';
}

/// Where a trailing "~2" or "^3" begins, or npos.
std::size_t suffix_begin(std::string_view shape) {
  const std::size_t last = shape.find_last_not_of("0123456789.");
  const bool marked =
      last != std::string_view::npos && last > 0 && (shape[last] == '~' || shape[last] == '^');
  return marked ? last : std::string_view::npos;
}

/// "wom?n": a question mark with a letter on both sides.
bool has_inner_question(std::string_view shape) {
  const auto wordlike = [](char c) {
    return is_letter(static_cast<unsigned char>(c)) || (static_cast<unsigned char>(c) & 0x80) != 0;
  };
  for (std::size_t i = 1; i + 1 < shape.size(); ++i)
    if (shape[i] == '?' && wordlike(shape[i - 1]) && wordlike(shape[i + 1])) return true;
  return false;
}

}  // namespace

ScannedWord scan_word(std::string_view text, std::size_t& position) {
  ScannedWord word;
  while (position < text.size()) {
    const CodePoint c = peek(text, position);
    if (ends_word(c)) break;
    ++position;
    const CodePoint escaped = c == '\\' ? peek(text, position) : ' ';
    const bool takes = !is_blank(escaped) &&
                       (word.text.empty() || is_ascii_punctuation(escaped) || is_quote(escaped));
    if (!takes) --position;
    append_code_point(word.text, next_code_point(text, position));
    if (takes)
      word.shape.resize(word.text.size(), 'x');
    else
      word.shape.append(word.text, word.shape.size());
  }
  return word;
}

WordReading read_word(ScannedWord word, bool exact) {
  WordReading reading;
  reading.form = exact ? Query::Form::exact : Query::Form::stem;
  reading.starred = word.shape.find('*') != std::string::npos;

  const std::size_t first = std::min(word.shape.find_first_not_of('*'), word.shape.size());
  word.keep(first, word.shape.size());
  const std::size_t suffix = suffix_begin(word.shape);
  if (suffix != std::string::npos) word.keep(0, suffix);

  bool star_left_out = first > 0;
  const std::size_t last = word.shape.find_last_not_of(",.;:!?'");
  if (last != std::string::npos && word.shape[last] == '*') {
    word.keep(0, word.shape.find_last_not_of('*', last) + 1);
    if (exact)
      star_left_out = true;
    else
      reading.form = Query::Form::prefix;
  }

  if (star_left_out) reading.remarks.push_back("* is not understood here and is left out.");
  if (suffix != std::string::npos)
    reading.remarks.push_back("~ and ^ after a word are not understood and are left out.");
  if (word.shape.find('*') != std::string::npos)
    reading.remarks.push_back("* inside a word is not understood; it is read as a gap.");
  if (has_inner_question(word.shape))
    reading.remarks.push_back("? inside a word is not understood; it is read as a gap.");
  reading.text = std::move(word.text);
  return reading;
}

}  // namespace dateline
