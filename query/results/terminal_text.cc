// SPDX-License-Identifier: GPL-2.0-or-later
#include "terminal_text.h"

#include <unicode/brkiter.h>
#include <unicode/localpointer.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <utility>

#include "error.h"

namespace dateline::searching {
namespace {

int columns_of(UChar32 c) {
  if (c >= 0x1160 && c <= 0x11ff) return 0;  // vowels and finals of a Hangul syllable
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_CONTROL_CHAR:
      return 0;
    case U_FORMAT_CHAR:
      return c == 0xad ? 1 : 0;
    default:
      break;
  }
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

/// Takes the next code point off the front of `text`.
UChar32 take_code_point(std::string_view& text) {
  std::int64_t used = 0;
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), used,
                  static_cast<std::int64_t>(text.size()), c);
  text.remove_prefix(static_cast<std::size_t>(used));
  return c;
}

/// Bytes of the longest start of `text` that fits, at least one character of it.
std::size_t fitting_bytes(std::string_view text, int width) {
  std::string_view rest = text;
  int used = 0;
  while (!rest.empty()) {
    const std::size_t before = text.size() - rest.size();
    used += columns_of(take_code_point(rest));
    if (used > width && before > 0) return before;
  }
  return text.size();
}

std::string_view without_trailing_spaces(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// Where lines may break, in bytes, the end of the text included.
std::vector<std::size_t> break_places(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  thread_local const std::unique_ptr<icu::BreakIterator> lines(
      icu::BreakIterator::createLineInstance(icu::Locale::getRoot(), status));
  icu::LocalUTextPointer source(
      utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status));
  if (lines && U_SUCCESS(status)) lines->setText(source.getAlias(), status);
  if (!lines || U_FAILURE(status))
    throw Error("cannot break lines: ICU has no data", "check that libicu is installed whole");
  std::vector<std::size_t> places;
  for (auto at = lines->next(); at != icu::BreakIterator::DONE; at = lines->next())
    places.push_back(static_cast<std::size_t>(at));
  return places;
}

using Range = std::pair<std::size_t, std::size_t>;

std::vector<Range> line_ranges(std::string_view text, int width) {
  std::vector<Range> lines;
  std::size_t begin = 0, last = 0;
  int used = 0;
  const auto end_line = [&](std::size_t at) {
    lines.emplace_back(begin, at);
    begin = at;
    used = 0;
  };
  for (const std::size_t next : break_places(text)) {
    std::string_view piece = text.substr(last, next - last);
    if (used > 0 && used + display_width(without_trailing_spaces(piece)) > width) end_line(last);
    while (display_width(without_trailing_spaces(piece)) > width) {
      const std::size_t bytes = fitting_bytes(piece, width);
      if (bytes == piece.size()) break;
      end_line(begin + bytes);
      piece.remove_prefix(bytes);
    }
    used += display_width(piece);
    last = next;
  }
  if (begin < text.size() || lines.empty()) lines.emplace_back(begin, text.size());
  return lines;
}

MarkedText slice(const MarkedText& text, Range range) {
  const auto [begin, end] = range;
  MarkedText line;
  line.text = without_trailing_spaces(std::string_view(text.text).substr(begin, end - begin));
  for (const auto& mark : text.marks) {
    const std::size_t from = std::max(mark.begin, begin);
    const std::size_t to = std::min(mark.end, begin + line.text.size());
    if (from < to) line.marks.push_back({from - begin, to - begin});
  }
  return line;
}

bool has_right_to_left(std::string_view text) {
  while (!text.empty()) {
    const auto direction = u_charDirection(take_code_point(text));
    if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC ||
        direction == U_ARABIC_NUMBER)
      return true;
  }
  return false;
}

}  // namespace

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) width += columns_of(take_code_point(text));
  return width;
}

std::vector<MarkedText> wrap(const MarkedText& text, int width) {
  std::vector<MarkedText> lines;
  for (const Range& range : line_ranges(text.text, width)) lines.push_back(slice(text, range));
  return lines;
}

std::vector<std::string> wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  for (auto& line : wrap(MarkedText{std::string(text), {}}, width))
    lines.push_back(std::move(line.text));
  return lines;
}

std::string fit(std::string_view text, int width) {
  if (display_width(text) <= width) return std::string(text);
  if (width < 2) return "…";
  const auto cut = text.substr(0, fitting_bytes(text, width - 1));
  return std::string(without_trailing_spaces(cut)) + "…";
}

std::string isolate(std::string text) {
  if (!has_right_to_left(text)) return text;
  return "\u2068" + std::move(text) + "\u2069";
}

std::string bar(std::uint64_t count, std::uint64_t most, int columns) {
  static constexpr std::array<std::string_view, 8> parts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (count == 0 || most == 0 || columns <= 0) return {};
  const double share = std::min(1.0, static_cast<double>(count) / static_cast<double>(most));
  const auto eighths = std::max(1L, std::lround(share * columns * 8));
  std::string drawn;
  for (long full = eighths / 8; full > 0; --full) drawn += "█";
  drawn += parts[static_cast<std::size_t>(eighths % 8)];
  return drawn;
}

}  // namespace dateline::searching
