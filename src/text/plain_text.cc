// SPDX-License-Identifier: GPL-2.0-or-later
#include "plain_text.h"

#include <algorithm>
#include <array>

namespace dateline {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
constexpr std::size_t kTitleLimit = 150;

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }
bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_letter_byte(char c) { return is_ascii_letter(c) || is_high(c); }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::size_t indent_of(std::string_view line) {
  std::size_t columns = 0;
  for (const char c : line) {
    if (c == '\t')
      columns += 4;
    else if (c == ' ')
      ++columns;
    else
      break;
  }
  return columns;
}

bool is_list_item(std::string_view line) {
  line = trim(line);
  if (line.starts_with("- ") || line.starts_with("* ") || line.starts_with("\xE2\x80\xA2"))
    return true;
  std::size_t digits = 0;
  while (digits < line.size() && is_ascii_digit(line[digits])) ++digits;
  return digits > 0 && digits <= 3 && digits + 1 < line.size() &&
         (line[digits] == '.' || line[digits] == ')') && line[digits + 1] == ' ';
}

/// Whether the writer ended a line: the first word of `next` would have fit on it.
bool ends_early(std::string_view line, std::string_view next, std::size_t width) {
  const std::string_view first_word = next.substr(0, next.find(' '));
  return characters(line) + 1 + characters(first_word) < width;
}

/// A small letter: of ASCII, or any of Latin, Greek or Cyrillic, where a capital is rare.
bool begins_small(std::string_view line) {
  const auto first = static_cast<unsigned char>(line.front());
  return is_ascii_lower(first) || (first >= 0xC3 && first <= 0xD1);
}

struct Wrapping {
  bool wrapped = false;
  std::size_t width = 0;  // characters of the longest line
};

/// True when `next` may be the rest of a line that was wrapped.
bool may_go_on(std::string_view line, std::string_view next) {
  return !line.empty() && !next.empty() && indent_of(next) <= indent_of(line) &&
         !is_list_item(next) && !is_table_row(line);
}

/// Wrapped text has short lines, and most of them have no room for the next line's first word. At
/// an unusual width, or beside longer lines, most must also go on in the middle of a sentence: a
/// list of short paragraphs is no wrapped text.
Wrapping find_wrapping(const std::vector<std::string_view>& lines) {
  constexpr std::size_t kNarrow = 40, kNarrowest = 16, kWide = 100, kWidest = 400;
  Wrapping found;
  std::size_t longest = 0, pairs = 0, full = 0, goes_on = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    longest = std::max(longest, characters(lines[i]));
    if (i + 1 < lines.size() && may_go_on(lines[i], lines[i + 1]))
      found.width = std::max(found.width, characters(lines[i]));
  }
  const bool usual = longest >= kNarrow && longest <= kWide;
  if (usual && found.width * 10 >= longest * 9) found.width = longest;
  if (found.width > kWidest || found.width < kNarrowest) return found;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    if (!may_go_on(lines[i], lines[i + 1])) continue;
    ++pairs;
    if (!ends_early(trim(lines[i]), trim(lines[i + 1]), found.width * 85 / 100)) ++full;
    if (begins_small(trim(lines[i + 1]))) ++goes_on;
  }
  found.wrapped = pairs > 0 && full * 10 >= pairs * 7 &&
                  ((usual && found.width == longest) || goes_on * 2 >= pairs);
  return found;
}

/// True when `line` begins a paragraph in wrapped text, `before` being the line above it.
bool begins_paragraph(std::string_view before, std::string_view line, std::size_t width) {
  if (before.empty() || is_list_item(line)) return true;
  if (is_list_item(before)) return indent_of(line) <= indent_of(before);
  if (indent_of(line) >= indent_of(before) + 2) return true;
  return ends_early(trim(before), trim(line), width * 60 / 100) && !is_table_row(line);
}

/// Whether the hyphen that `line` ends with parts a word that goes on in the small letters of
/// `next`.
bool parts_word(std::string_view line, std::string_view next) {
  line = trim(line);
  next = trim(next);
  if (line.size() < 3 || !line.ends_with('-') || !is_letter_byte(line[line.size() - 2]) ||
      next.empty() || !is_ascii_lower(next.front()))
    return false;
  static constexpr std::string_view kAnds[] = {"and", "or", "und", "oder", "bzw.", "en", "of", "og",
                                               "to",  "et", "ou",  "y",    "o",    "e",  "i"};
  return std::ranges::find(kAnds, next.substr(0, next.find(' '))) == std::end(kAnds);
}

/// Whether a text parts words at the ends of its lines, as narrow columns do. In a wide one that is
/// wrapped a hyphen at the end is one of the word's own.
bool parts_words(const std::vector<std::string_view>& lines, std::size_t width) {
  constexpr std::size_t kNarrow = 60, kEnough = 3;
  std::size_t parted = 0;
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (parts_word(lines[i - 1], lines[i])) ++parted;
  return parted >= (width <= kNarrow ? 1 : kEnough);
}

std::vector<std::string> join_wrapped(const std::vector<std::string_view>& lines,
                                      std::size_t width) {
  std::vector<std::string> paragraphs;
  const bool parted = parts_words(lines, width);
  std::string_view before;
  for (const std::string_view line : lines) {
    const std::string_view text = trim(line);
    if (!text.empty()) {
      const bool row = is_table_row(line);
      const bool row_before = is_table_row(before);
      if (paragraphs.empty() || before.empty() ||
          (!row && !row_before && begins_paragraph(before, line, width)))
        paragraphs.emplace_back(text);
      else if (parted && !row && !row_before && parts_word(before, line))
        paragraphs.back().replace(paragraphs.back().size() - 1, 1, text);
      else
        paragraphs.back().append(row || row_before ? "\n" : " ").append(text);
    }
    before = line;
  }
  return paragraphs;
}

/// "U.S." or "Mr.": the full stop at the end of `word` does not end a sentence.
bool is_abbreviation(std::string_view word) {
  static constexpr std::array<std::string_view, 24> kKnown = {
      "mr",  "mrs",  "ms",  "dr",  "prof", "st", "gen", "sen", "rep", "gov", "lt", "col",
      "sgt", "capt", "rev", "hon", "jr",   "sr", "no",  "vs",  "dec", "inc", "co", "corp"};
  while (!word.empty() && !is_letter_byte(word.front())) word.remove_prefix(1);
  if (word.size() <= 1 || word.find('.') != std::string_view::npos) return true;
  const std::string lower = lower_ascii(word);
  return std::find(kKnown.begin(), kKnown.end(), lower) != kKnown.end();
}

/// True when what follows a sentence's end could begin another one.
bool may_begin_sentence(std::string_view rest) {
  rest = trim(rest);
  return rest.empty() || is_ascii_upper(rest.front()) || is_ascii_digit(rest.front()) ||
         is_high(rest.front()) ||
         std::string_view("\"'([").find(rest.front()) != std::string_view::npos;
}

std::string_view word_before(std::string_view text, std::size_t end) {
  while (end > 0 && text[end - 1] == ' ') --end;
  const std::size_t space = end == 0 ? std::string_view::npos : text.rfind(' ', end - 1);
  const std::size_t begin = space == std::string_view::npos ? 0 : space + 1;
  return text.substr(begin, end - begin);
}

/// The place after the closing quotes and brackets that follow the end of a sentence at `at`.
std::size_t past_closing(std::string_view text, std::size_t at) {
  static constexpr std::array<std::string_view, 6> kClosing = {
      "\"", "'", ")", "]", "\xE2\x80\x9D", "\xE2\x80\x99"};
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view mark : kClosing)
      if (text.substr(at).starts_with(mark)) {
        at += mark.size();
        more = true;
      }
  }
  return at;
}

}  // namespace

std::string_view trim(std::string_view text) {
  for (;;) {
    if (!text.empty() && is_blank(text.front()))
      text.remove_prefix(1);
    else if (text.starts_with(kNoBreakSpace))
      text.remove_prefix(2);
    else
      break;
  }
  for (;;) {
    if (!text.empty() && is_blank(text.back()))
      text.remove_suffix(1);
    else if (text.ends_with(kNoBreakSpace))
      text.remove_suffix(2);
    else
      break;
  }
  return text;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return to_ascii_lower(x) == to_ascii_lower(y); });
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : trim(text)) {
    if (!is_blank(c))
      line += c;
    else if (!line.ends_with(' '))
      line += ' ';
  }
  return line;
}

void unify_line_ends(std::string& text) {
  if (text.find('\r') == std::string::npos) return;
  std::size_t out = 0;
  for (std::size_t in = 0; in < text.size(); ++in) {
    const bool pair = text[in] == '\r' && in + 1 < text.size() && text[in + 1] == '\n';
    if (!pair) text[out++] = text[in] == '\r' ? '\n' : text[in];
  }
  text.resize(out);
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string cut_at_word(std::string_view line, std::size_t limit) {
  std::size_t end = 0, count = 0, space = std::string_view::npos;
  for (; end < line.size() && count < limit; ++end) {
    if (line[end] == ' ') space = end;
    if (end + 1 == line.size() || (line[end + 1] & 0xC0) != 0x80) ++count;
  }
  if (end == line.size()) return std::string(line);
  if (line[end] != ' ' && space != std::string_view::npos && space > 0) end = space;
  std::string_view kept = trim(line.substr(0, end));
  while (!kept.empty() && std::string_view(",;:-").find(kept.back()) != std::string_view::npos)
    kept = trim(kept.substr(0, kept.size() - 1));
  return std::string(kept).append(kEllipsis);
}

std::string_view first_sentence(std::string_view paragraph) {
  static constexpr std::array<std::string_view, 3> kWideStops = {"\xE3\x80\x82", "\xEF\xBC\x81",
                                                                 "\xEF\xBC\x9F"};
  for (std::size_t at = 0; at < paragraph.size(); ++at) {
    const char c = paragraph[at];
    for (const std::string_view stop : kWideStops)
      if (paragraph.substr(at).starts_with(stop)) return paragraph.substr(0, at + stop.size());
    if (c != '.' && c != '!' && c != '?') continue;
    const std::size_t end = past_closing(paragraph, at + 1);
    const std::string_view rest = paragraph.substr(end);
    if (!rest.empty() && !is_blank(rest.front())) continue;
    if (!may_begin_sentence(rest)) continue;
    if (c == '.' && !rest.empty() && is_abbreviation(word_before(paragraph, at))) continue;
    return paragraph.substr(0, end);
  }
  return paragraph;
}

std::string title_from(std::string_view body, std::size_t limit) {
  body = trim(body);
  body = trim(body.substr(0, body.find('\n')));
  // A sentence far beyond the limit need not be found.
  const std::string head =
      one_line(body.substr(0, body.size() > limit * 16 ? limit * 8 : body.size()));
  return cut_at_word(first_sentence(head), limit);
}

bool repeats_first_sentence(std::string_view title, std::string_view body) {
  if (title.ends_with(kEllipsis)) {
    title.remove_suffix(kEllipsis.size());
    return !title.empty() && body.starts_with(title);
  }
  return !looks_like_title(title) && first_sentence(body.substr(0, body.find('\n'))) == title;
}

bool is_table_row(std::string_view line) {
  line = trim(line);
  const std::size_t gap = line.find("   ");
  return line.find("...") < line.find_last_not_of('.') || gap != std::string_view::npos;
}

std::vector<std::string> split_paragraphs(std::string_view text) {
  const std::vector<std::string_view> lines = split_lines(text);
  if (const Wrapping wrapping = find_wrapping(lines); wrapping.wrapped)
    return join_wrapped(lines, wrapping.width);
  std::vector<std::string> paragraphs;
  for (const std::string_view line : lines)
    if (const std::string_view paragraph = trim(line); !paragraph.empty())
      paragraphs.emplace_back(paragraph);
  return paragraphs;
}

std::string join_paragraphs(const std::vector<std::string>& paragraphs, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < paragraphs.size(); ++i) {
    if (!text.empty()) text += "\n\n";
    text += paragraphs[i];
  }
  return text;
}

bool looks_like_title(std::string_view paragraph) {
  if (paragraph.empty() || characters(paragraph) > kTitleLimit) return false;
  if (paragraph.find('\n') != std::string_view::npos || is_list_item(paragraph)) return false;
  if (std::string_view(".,;").find(paragraph.back()) != std::string_view::npos) return false;
  if (paragraph.ends_with("\xE3\x80\x82")) return false;  // the full stop of Chinese and Japanese
  return std::any_of(paragraph.begin(), paragraph.end(),
                     [](char c) { return is_letter_byte(c) || is_ascii_digit(c); });
}

}  // namespace dateline
