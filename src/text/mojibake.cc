// SPDX-License-Identifier: GPL-2.0-or-later
#include "mojibake.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ascii.h"
#include "charset.h"

namespace dateline {
namespace {

/// The characters of Windows-1252 at 0x80 to 0x9F; 0 where it has none.
constexpr std::array<char32_t, 32> kWindows = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/// The byte that was read as this character; -1 if no byte above 0x7F is.
int byte_of(char32_t c) {
  if (c >= 0x80 && c <= 0xFF) return static_cast<int>(c);
  if (c < 0x100) return -1;
  const auto found = std::find(kWindows.begin(), kWindows.end(), c);
  return found == kWindows.end() ? -1 : static_cast<int>(0x80 + (found - kWindows.begin()));
}

/// Signs that may well follow a letter.
bool is_typographic(char32_t c) {
  static constexpr std::u32string_view kSigns =
      U"\u201C\u201D\u2018\u2019\u2026\u2013\u2014\u00BB\u00AB\u2122\u00AE\u00A0\u2022\u203A";
  return kSigns.find(c) != std::u32string_view::npos;
}

/// Several characters that were one.
struct Garbled {
  std::size_t begin, length;  // in characters
  char32_t meant;
  bool space_behind;  // a space replaced the last character, and must stay
  bool telling;       // another reading is unlikely
};

std::vector<char32_t> characters_of(const std::string& text) {
  std::vector<char32_t> characters;
  characters.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<std::uint8_t>(text[at]);
    const std::size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    char32_t value = length == 1 ? c : c & (0x7FU >> length);
    for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
      value = value << 6 | (static_cast<std::uint8_t>(text[at + i]) & 0x3FU);
    characters.push_back(value);
    at += length;
  }
  return characters;
}

/// Letters of western Europe, typographic signs, emoji: characters that occur alone among Latin
/// letters.
bool stands_alone(char32_t c) {
  return (c >= 0xA0 && c <= 0x17F) || (c >= 0x2010 && c <= 0x2044) || c == 0x20AC || c == 0x2122 ||
         (c >= 0x2190 && c <= 0x2193) || (c >= 0x25A0 && c <= 0x27BF) ||
         (c >= 0x1F300 && c <= 0x1FAFF);
}

/// The one character that those at `at` were.
std::optional<Garbled> garbled_at(const std::vector<char32_t>& text, std::size_t at) {
  const int lead = byte_of(text[at]);
  if (lead < 0xC2 || lead > 0xF4) return std::nullopt;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (at + length > text.size()) return std::nullopt;
  const char32_t second = text[at + 1];
  // Bytes that Windows-1252 lacks are often lost on the way: of a closing quote, and of "à".
  if (lead == 0xE2 && second == 0x20AC && text[at + 2] == ' ')
    return Garbled{at, 3, 0x201D, true, true};
  char32_t meant = static_cast<char32_t>(lead) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const int byte = byte_of(text[at + i]);
    if (byte < 0x80 || byte > 0xBF) return std::nullopt;
    meant = meant << 6 | (static_cast<char32_t>(byte) & 0x3FU);
  }
  // "donÂ’t": Windows-1252 that was read as Latin 1 before.
  if (length == 2 && meant >= 0x80 && meant < 0xA0 && kWindows[meant - 0x80] != 0)
    meant = kWindows[meant - 0x80];
  const char32_t least = length == 2 ? 0xA0 : length == 3 ? 0x800 : 0x10000;
  // A byte that Windows-1252 lacks stays a control character, and is read with others in the next
  // pass.
  const bool lacking = meant >= 0x80 && meant < 0xA0 && kWindows[meant - 0x80] == 0;
  if ((meant < least && !lacking) || meant > 0x10FFFF || (meant >= 0xD800 && meant <= 0xDFFF))
    return std::nullopt;
  bool telling = stands_alone(meant);
  if (length == 2 && is_typographic(second)) {
    const char32_t before = at == 0 ? ' ' : text[at - 1];
    const bool capital = is_ascii_upper(before);
    // "IRMÃ”" and "Å”" may be meant, "cÅ“ur" and "voilÃ " not.
    telling = telling && (is_ascii_lower(before) || (second == 0xA0 && lead <= 0xC3 && !capital));
  }
  return Garbled{at, length, meant, false, telling};
}

/// Three or more in a row are words of another script.
void tell_words(std::vector<Garbled>& found) {
  constexpr std::size_t kWord = 3;
  for (std::size_t begin = 0; begin < found.size();) {
    std::size_t end = begin + 1;
    while (end < found.size() && found[end].begin == found[end - 1].begin + found[end - 1].length)
      ++end;
    if (end - begin >= kWord)
      for (std::size_t i = begin; i < end; ++i) found[i].telling = true;
    begin = end;
  }
}

bool undo_once(std::string& text, bool expected) {
  const std::vector<char32_t> characters = characters_of(text);
  std::vector<Garbled> found;
  std::size_t meant_so = 0;  // letters that wrong reading cannot produce
  for (std::size_t at = 0; at < characters.size();) {
    const auto garbled = characters[at] < 0xC2 ? std::nullopt : garbled_at(characters, at);
    if (garbled) found.push_back(*garbled);
    const char32_t c = characters[at];
    if (!garbled && c >= 0xA0 && u_isalpha(static_cast<UChar32>(c))) ++meant_so;
    at += garbled ? garbled->length : 1;
  }
  tell_words(found);
  const auto telling = static_cast<std::size_t>(
      std::count_if(found.begin(), found.end(), [](const Garbled& g) { return g.telling; }));
  const bool sure = (telling >= 1 && meant_so == 0) || (telling >= 2 && meant_so * 4 <= telling) ||
                    (expected && !found.empty() && meant_so == 0);
  if (!sure) return false;
  std::string mended;
  std::size_t at = 0;
  for (const Garbled& garbled : found) {
    for (; at < garbled.begin; ++at) append_utf8(mended, characters[at]);
    append_utf8(mended, garbled.meant);
    at += garbled.length;
    if (garbled.space_behind && at < characters.size() &&
        u_isalnum(static_cast<UChar32>(characters[at])))
      mended += ' ';
  }
  for (; at < characters.size(); ++at) append_utf8(mended, characters[at]);
  text = std::move(mended);
  return true;
}

/// A character from U+00C2 on, followed by another that is not ASCII. The test is cheap, and rarely
/// true of sound text.
bool may_be_garbled(std::string_view text) {
  std::size_t at = text.find('\xC3');
  for (; at != std::string_view::npos && at + 2 < text.size(); at = text.find('\xC3', at + 1))
    if (static_cast<std::uint8_t>(text[at + 1]) >= 0x82 &&
        static_cast<std::uint8_t>(text[at + 2]) >= 0xC2)
      return true;
  return false;
}

}  // namespace

bool undo_mojibake(std::string& text, bool expected) {
  constexpr int kMostTimes = 4;
  bool undone = false;
  for (int time = 0; time < kMostTimes && may_be_garbled(text); ++time) {
    if (!undo_once(text, expected)) break;
    undone = true;
  }
  if (undone) clean_text(text);
  return undone;
}

}  // namespace dateline
