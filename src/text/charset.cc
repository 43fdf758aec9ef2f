// SPDX-License-Identifier: GPL-2.0-or-later
#include "charset.h"

#include <simdjson.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "ascii.h"

namespace dateline {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

constexpr bool is_control(char c) {
  return (static_cast<std::uint8_t>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

/// True if there is a control character or a byte that may begin one. Whole blocks have no branch,
/// so that the compiler vectorises the loop.
bool may_have_controls(std::string_view bytes) {
  constexpr std::size_t kBlock = 64;
  const auto is_suspect = [](char byte) {
    const auto c = static_cast<std::uint8_t>(byte);
    const auto low = static_cast<std::uint8_t>(std::uint8_t{c < 0x20} & std::uint8_t{c != '\t'} &
                                               std::uint8_t{c != '\n'} & std::uint8_t{c != '\r'});
    return static_cast<std::uint8_t>(low | std::uint8_t{c == 0x7F} | std::uint8_t{c == 0xC2} |
                                     std::uint8_t{c == 0xEF});
  };
  for (; bytes.size() >= kBlock; bytes.remove_prefix(kBlock)) {
    std::uint8_t found = 0;
    for (std::size_t i = 0; i < kBlock; ++i)
      found = static_cast<std::uint8_t>(found | is_suspect(bytes[i]));
    if (found != 0) return true;
  }
  return std::any_of(bytes.begin(), bytes.end(), is_suspect);
}

/// The characters of Windows-1252 at 0x80 to 0x9F; a space where it has none.
constexpr std::array<char32_t, 32> kWindows1252 = {
    0x20AC, ' ',    0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, ' ',    0x017D, ' ',    ' ',    0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, ' ',    0x017E, 0x0178};

/// Control characters to spaces, from `begin` on; `text` is valid UTF-8 there. Byte order marks go.
/// U+0080 to U+009F are Windows-1252 that was read as Latin 1. None of them becomes a character
/// that a format's syntax knows, so a quote or a line end is never made of one.
void clean_controls(std::string& text, std::size_t begin) {
  if (!may_have_controls(std::string_view(text).substr(begin))) return;
  const std::string source(text, begin);
  text.resize(begin);
  for (std::size_t in = 0; in < source.size(); ++in) {
    const auto c = static_cast<std::uint8_t>(source[in]);
    const auto second = c == 0xC2 ? static_cast<std::uint8_t>(source[in + 1]) : std::uint8_t{0xFF};
    if (second < 0xA0) {
      append_utf8(text, kWindows1252[second - 0x80U]);
      ++in;
    } else if (c == 0xEF && source.compare(in, 3, "\xEF\xBB\xBF") == 0) {
      in += 2;
    } else {
      text += is_control(source[in]) ? ' ' : source[in];
    }
  }
}

struct Utf8Count {
  std::size_t good = 0;  // well-formed sequences of more than one byte
  std::size_t bad = 0;   // ill-formed ones
};

// ICU's macros narrow on purpose.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"

/// Calls `piece(bytes, well_formed)` for each character.
template <class Piece>
void for_each_character(std::string_view bytes, Piece piece) {
  const auto length = static_cast<std::int64_t>(bytes.size());
  for (std::int64_t at = 0; at < length;) {
    const std::int64_t begin = at;
    UChar32 character = 0;
    U8_NEXT(bytes.data(), at, length, character);
    piece(bytes.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)),
          character >= 0);
  }
}

#pragma GCC diagnostic pop

Utf8Count count_utf8(std::string_view bytes) {
  Utf8Count count;
  for_each_character(bytes, [&](std::string_view piece, bool well_formed) {
    if (!well_formed) ++count.bad;
    if (well_formed && piece.size() > 1) ++count.good;
  });
  return count;
}

void append_repaired(std::string_view bytes, std::string& text) {
  for_each_character(bytes, [&](std::string_view piece, bool well_formed) {
    text += well_formed ? piece : kReplacement;
  });
}

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter open_converter(const std::string& charset) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(charset.c_str(), &status));
  if (U_FAILURE(status)) converter.reset();
  return converter;
}

/// Appends `bytes` in `charset` as UTF-8; ill-formed ones as U+FFFD.
void append_converted(std::string_view bytes, const std::string& charset, std::string& text) {
  const Converter from = open_converter(charset);
  const Converter to = open_converter("UTF-8");
  if (!from || !to) return append_repaired(bytes, text);
  std::array<UChar, 1024> pivot;
  std::array<char, 4096> piece;
  UChar *pivot_source = pivot.data(), *pivot_target = pivot.data();
  const char* source = bytes.data();
  for (bool more = true, reset = true; more; reset = false) {
    char* target = piece.data();
    UErrorCode status = U_ZERO_ERROR;
    ucnv_convertEx(to.get(), from.get(), &target, piece.data() + piece.size(), &source,
                   bytes.data() + bytes.size(), pivot.data(), &pivot_source, &pivot_target,
                   pivot.data() + pivot.size(), reset, /*flush=*/true, &status);
    text.append(piece.data(), target);
    more = status == U_BUFFER_OVERFLOW_ERROR;
  }
}

/// The charset that `name` means on the web, where Latin 1 means Windows-1252; empty for none.
std::string known_charset(const std::string& name) {
  const Converter converter = open_converter(name);
  if (name.empty() || !converter) return {};
  UErrorCode status = U_ZERO_ERROR;
  const char* known = ucnv_getName(converter.get(), &status);
  if (U_FAILURE(status)) return {};
  const std::string_view view = known;
  if (view == "ISO-8859-1" || view == "US-ASCII") return "windows-1252";
  return std::string(view);
}

/// Old Macintosh text: its lines end with CR alone, and its bytes beyond ASCII make better words in
/// MacRoman than in Windows-1252, where they would be signs inside words and capitals behind small
/// letters.
bool is_mac_roman(std::string_view bytes) {
  if (bytes.find('\r') == std::string_view::npos || bytes.find('\n') != std::string_view::npos)
    return false;
  std::size_t mac = 0, windows = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto c = static_cast<std::uint8_t>(bytes[i]);
    const bool in_word = (i > 0 && is_ascii_letter(bytes[i - 1])) ||
                         (i + 1 < bytes.size() && is_ascii_letter(bytes[i + 1]));
    if (c < 0x80 || !in_word) continue;
    const bool sign = c == 0x85 || c == 0x99 || (c >= 0x91 && c <= 0x97);  // in Windows-1252
    const bool quote = c >= 0xD2 && c <= 0xD5;                             // in MacRoman
    if (quote || (c < 0xA0 && !sign)) ++mac;
    if (sign || c >= 0xE0) ++windows;
  }
  return mac > windows;
}

/// The Cyrillic charset of a text too short for the detector: all its words beyond ASCII consist of
/// bytes that are letters there, as no words of a Latin script do. Empty for none.
std::string cyrillic_charset(std::string_view bytes) {
  constexpr std::size_t kFewest = 8, kWord = 4;
  std::size_t low = 0, high = 0, longest = 0, length = 0;
  char before = ' ';
  for (const char byte : bytes) {
    const auto c = static_cast<std::uint8_t>(byte);
    const bool letter = c >= 0xC0;
    if ((letter && is_ascii_letter(before)) || (length > 0 && is_ascii_letter(byte))) return {};
    length = letter ? length + 1 : 0;
    longest = std::max(longest, length);
    if (letter) ++(c < 0xE0 ? low : high);
    before = byte;
  }
  if (low + high < kFewest || longest < kWord) return {};
  // Small letters, which are most, stand in the upper half of Windows-1251 and the lower of KOI8-R.
  return high > low ? "windows-1251" : "KOI8-R";
}

/// The charset of a text of Central Europe that is too short for the detector: it has bytes between
/// two letters that are letters there and signs in Windows-1252, such as that of "ł", there "³".
/// Empty for none.
std::string central_european_charset(std::string_view bytes) {
  const auto is_letter = [](char byte) {
    return is_ascii_letter(byte) || static_cast<std::uint8_t>(byte) >= 0xC0;
  };
  constexpr std::string_view kInBoth = "\xB3\xBC\xBE\xBF", kIn1250 = "\xB9", kInLatin2 = "\xB1\xB6";
  std::size_t both = 0, windows = 0, latin2 = 0;
  for (std::size_t i = 1; i + 1 < bytes.size(); ++i) {
    if (!is_letter(bytes[i - 1]) || !is_letter(bytes[i + 1])) continue;
    if (kInBoth.find(bytes[i]) != std::string_view::npos) ++both;
    if (kIn1250.find(bytes[i]) != std::string_view::npos) ++windows;
    if (kInLatin2.find(bytes[i]) != std::string_view::npos) ++latin2;
  }
  if (both + windows + latin2 == 0) return {};
  return latin2 > windows ? "ISO-8859-2" : "windows-1250";
}

bool is_latin(std::string_view charset) {
  return charset == "windows-1252" || charset == "windows-1250" || charset == "windows-1254" ||
         charset.starts_with("ISO-8859-2") || charset.starts_with("ISO-8859-9") ||
         charset.starts_with("ibm-5346") || charset.starts_with("ibm-5348") ||
         charset.starts_with("ibm-5350") || charset.starts_with("ibm-912") ||
         charset.starts_with("ibm-920");
}

/// What the detector says of bytes that are not UTF-8.
std::string detect_charset(std::string_view bytes) {
  constexpr std::size_t kSample = 64 * 1024;
  constexpr std::int32_t kSure = 25;
  const std::string fallback = "windows-1252";
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&status),
                                                                            &ucsdet_close);
  ucsdet_setText(detector.get(), bytes.data(),
                 static_cast<std::int32_t>(std::min(bytes.size(), kSample)), &status);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
  if (U_FAILURE(status) || match == nullptr) return fallback;
  const std::string name = ucsdet_getName(match, &status);
  if (U_FAILURE(status) || ucsdet_getConfidence(match, &status) < kSure) return fallback;
  // UTF-16 is known by its mark, and no news file is EBCDIC.
  if (name.starts_with("UTF-") || name.starts_with("IBM42")) return fallback;
  const std::string charset = known_charset(name);
  return charset.empty() ? fallback : charset;
}

/// Guesses the charset of bytes that are not UTF-8.
std::string guess_charset(std::string_view bytes) {
  if (is_mac_roman(bytes)) return "macintosh";
  std::string charset = detect_charset(bytes);
  if (is_latin(charset))
    if (std::string cyrillic = cyrillic_charset(bytes); !cyrillic.empty()) return cyrillic;
  if (charset == "windows-1252")
    if (std::string central = central_european_charset(bytes); !central.empty()) return central;
  // Polish alone has "ł", and no "š": 0xB9 behind it is the "ą" of Windows-1250.
  const auto has = [&](char byte) { return bytes.find(byte) != std::string_view::npos; };
  const bool latin2 = charset.starts_with("ISO-8859-2") || charset.starts_with("ibm-912");
  if (latin2 && has('\xB3') && has('\xB9') && !has('\xB1')) return "windows-1250";
  return charset;
}

struct Mark {
  std::string_view charset;
  std::size_t length = 0;
};

/// The charset shown by a byte order mark, or by the zero bytes of UTF-16 without one.
Mark find_mark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return {"UTF-8", 3};
  if (bytes.starts_with(std::string_view("\xFF\xFE\0\0", 4))) return {"UTF-32LE", 4};
  if (bytes.starts_with(std::string_view("\0\0\xFE\xFF", 4))) return {"UTF-32BE", 4};
  if (bytes.starts_with("\xFF\xFE")) return {"UTF-16LE", 2};
  if (bytes.starts_with("\xFE\xFF")) return {"UTF-16BE", 2};
  std::array<std::size_t, 2> zeros{};
  const std::size_t sample = std::min<std::size_t>(bytes.size(), 1024) & ~std::size_t{1};
  for (std::size_t i = 0; i < sample; ++i)
    if (bytes[i] == '\0') ++zeros[i % 2];
  if (sample >= 16 && zeros[0] == 0 && zeros[1] > sample / 4) return {"UTF-16LE", 0};
  if (sample >= 16 && zeros[1] == 0 && zeros[0] > sample / 4) return {"UTF-16BE", 0};
  return {};
}

bool is_utf8(std::string_view charset) { return charset == "UTF-8"; }

/// The size of a unit of `charset`, if it is fixed and more than one byte.
std::size_t unit_size(std::string_view charset) {
  return charset.starts_with("UTF-16") ? 2 : charset.starts_with("UTF-32") ? 4 : 1;
}

/// Length of `bytes` without a character that is cut off at their end.
std::size_t whole_characters(std::string_view bytes) {
  const std::size_t size = bytes.size();
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, size); ++back) {
    const auto c = static_cast<std::uint8_t>(bytes[size - back]);
    if (c >= 0xC0)
      return static_cast<std::size_t>(U8_COUNT_TRAIL_BYTES(c)) >= back ? size - back : size;
    if (c < 0x80) break;
  }
  return size;
}

}  // namespace

bool valid_utf8(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

bool looks_binary(std::string_view head) {
  if (head.starts_with("%PDF-")) return true;
  if (!find_mark(head).charset.empty()) return false;
  const auto control = std::count_if(
      head.begin(), head.end(), [](char c) { return is_control(c) && c != '\f' && c != '\x1B'; });
  // A stray zero byte is an accident, and news off the wire has a few control codes.
  return static_cast<std::size_t>(control) * 50 > head.size();
}

std::string to_utf8(std::string_view bytes, std::string_view declared) {
  std::string text;
  Utf8Decoder(declared).decode(bytes, /*last=*/true, text);
  return text;
}

void clean_text(std::string& text) {
  if (!valid_utf8(text)) {
    std::string repaired;
    append_repaired(text, repaired);
    text = std::move(repaired);
  }
  clean_controls(text, 0);
}

void append_utf8(std::string& text, char32_t character) {
  if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) {
    text += kReplacement;
    return;
  }
  std::array<char, 4> bytes;
  std::size_t length = 0;
  U8_APPEND_UNSAFE(bytes.data(), length, character);
  text.append(bytes.data(), length);
}

void Utf8Decoder::start(std::string_view bytes) {
  started_ = true;
  const Mark mark = find_mark(bytes);
  charset_ = known_charset(mark.charset.empty() ? charset_ : std::string(mark.charset));
  declared_ = !charset_.empty() && !is_utf8(charset_);
  if (!declared_) charset_.clear();
  pending_.erase(0, mark.length);
}

/// How many of `bytes` can be converted before more bytes arrive.
std::size_t Utf8Decoder::convertible(std::string_view bytes, bool last) const {
  if (last) return bytes.size();
  if (const std::size_t unit = unit_size(charset_); unit > 1) {
    std::size_t size = bytes.size() - bytes.size() % unit;
    if (unit == 2 && size >= 2) {  // not between two surrogates
      const auto high =
          static_cast<std::uint8_t>(bytes[charset_ == "UTF-16LE" ? size - 1 : size - 2]);
      if (high >= 0xD8 && high <= 0xDB) size -= 2;
    }
    return size;
  }
  const std::size_t whole = whole_characters(bytes);
  if (!declared_ && valid_utf8(bytes.substr(0, whole))) return whole;
  // A line end is never a part of a character.
  const std::size_t line = bytes.rfind('\n');
  return line == std::string_view::npos ? whole : line + 1;
}

/// Appends bytes that are not UTF-8, or declared not to be.
void Utf8Decoder::convert(std::string_view bytes, std::string& text) {
  if (declared_) return append_converted(bytes, charset_, text);
  const Utf8Count count = count_utf8(bytes);
  if (count.good <= count.bad) {
    if (charset_.empty()) charset_ = guess_charset(bytes);
    return append_converted(bytes, charset_, text);
  }
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, std::min(bytes.find('\n'), bytes.size() - 1) + 1);
    const bool latin = count_utf8(line).good == 0 && !valid_utf8(line);
    latin ? append_converted(line, "windows-1252", text) : append_repaired(line, text);
    bytes.remove_prefix(line.size());
  }
}

void Utf8Decoder::decode(std::string_view bytes, bool last, std::string& text) {
  const std::size_t begin = text.size();
  const bool held = !started_ || !pending_.empty();
  if (held) pending_ += bytes;
  if (!started_) {
    if (pending_.size() < 4 && !last) return;
    start(pending_);
  }
  const std::string_view all = held ? std::string_view(pending_) : bytes;
  const std::size_t ready = convertible(all, last);
  const std::string_view piece = all.substr(0, ready);
  if (!declared_ && valid_utf8(piece))
    text += piece;
  else
    convert(piece, text);
  std::string rest(all.substr(ready));
  pending_ = std::move(rest);
  clean_controls(text, begin);
}

}  // namespace dateline
