// SPDX-License-Identifier: GPL-2.0-or-later
#include "standfirst.h"

#include <algorithm>

#include "text/ascii.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// Letters and figures in lower case. What is not ASCII stays, but for general punctuation.
std::string plain_letters(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\xE2' && at + 2 < text.size() && text[at + 1] == '\x80')
      at += 2;  // U+2000 to U+203F: quotes, dashes, the ellipsis
    else if ((c & 0x80) != 0 || is_ascii_digit(c) || is_ascii_letter(c))
      plain += c;
  }
  return lower_ascii(plain);
}

}  // namespace

bool repeats(std::string_view text, std::string_view part) {
  constexpr std::size_t kShingle = 12, kMostShingles = 64;  // bytes; how many are looked up
  const std::string whole = plain_letters(text), words = plain_letters(part);
  if (words.size() <= kShingle) return whole.find(words) != std::string::npos;
  const std::size_t last = words.size() - kShingle;
  const std::size_t step = std::max<std::size_t>(4, last / kMostShingles);
  std::size_t looked = 0, found = 0;
  for (std::size_t at = 0; at <= last; at += step, ++looked)
    if (whole.find(words.substr(at, kShingle)) != std::string::npos) ++found;
  return found * 10 >= looked * 6;
}

std::string with_standfirst(std::string_view first, std::string_view rest) {
  if (trim(first).empty() || (!rest.empty() && repeats(rest, first))) return std::string(rest);
  if (rest.empty() || repeats(first, rest)) return std::string(first);
  return std::string(first).append("\n\n").append(rest);
}

}  // namespace dateline::indexing
