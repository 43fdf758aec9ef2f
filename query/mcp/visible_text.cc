// SPDX-License-Identifier: GPL-2.0-or-later
#include "visible_text.h"

#include <algorithm>

#include "text/printable_text.h"

namespace dateline::searching {
namespace {

/// Characters that show nothing.
bool is_hidden(char32_t c) {
  return c == 0xAD || c == 0x34F || c == 0x61C || (c >= 0x115F && c <= 0x1160) ||
         (c >= 0x17B4 && c <= 0x17B5) || (c >= 0x180B && c <= 0x180F) ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) ||
         c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF0 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

/// The bytes of the character that begins at `at`.
std::size_t size_at(std::string_view text, std::size_t at) {
  std::size_t size = 1;
  while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0) == 0x80)
    ++size;
  return size;
}

}  // namespace

std::string visible_text(std::string_view text, std::size_t most, bool lines) {
  const std::string printable = lines ? printable_lines(text) : printable_text(text);
  std::string plain;
  for (CodePoints at(printable); !at.at_end();) {
    const std::size_t begin = at.offset();
    if (is_hidden(at.next())) continue;
    const std::size_t size = at.offset() - begin;
    if (plain.size() + size > most) break;
    plain.append(printable, begin, size);
  }
  return plain;
}

std::vector<std::string_view> pieces_of(std::string_view text) {
  constexpr std::size_t kLongest = 48;
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  std::vector<std::string_view> pieces;
  for (std::size_t at = text.find_first_not_of(kSpace); at < text.size();
       at = text.find_first_not_of(kSpace, at)) {
    const std::size_t end = std::min(text.find_first_of(kSpace, at), text.size());
    while (at < end) {
      std::size_t size = 0;
      while (at + size < end && size + size_at(text, at + size) <= kLongest)
        size += size_at(text, at + size);
      if (size == 0) size = end - at;  // no text, but bytes that continue a character
      pieces.push_back(text.substr(at, size));
      at += size;
    }
  }
  return pieces;
}

}  // namespace dateline::searching
