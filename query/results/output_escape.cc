// SPDX-License-Identifier: GPL-2.0-or-later
#include "output_escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "text/charset.h"
#include "text/printable_text.h"

namespace dateline::searching {
namespace {

/// The marks in order, inside the text, not empty and not overlapping, whatever was given.
std::vector<MarkedText::Mark> sound_marks(const MarkedText& text) {
  std::vector<MarkedText::Mark> marks;
  std::size_t last = 0;
  for (auto mark : text.marks) {
    mark.begin = std::max(mark.begin, last);
    mark.end = std::min(mark.end, text.text.size());
    if (mark.begin >= mark.end) continue;
    marks.push_back(mark);
    last = mark.end;
  }
  return marks;
}

std::string repaired_utf8(std::string_view text) {
  std::string out;
  for (CodePoints at(text); !at.at_end();) append_utf8(out, at.next());
  return out;
}

/// Some spreadsheets pass over blanks in front of one.
bool begins_formula(std::string_view cell) {
  cell.remove_prefix(std::min(cell.find_first_not_of(' '), cell.size()));
  for (std::string_view start : {"=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠"})
    if (cell.starts_with(start)) return true;
  return false;
}

}  // namespace

MarkedText printable_text(const MarkedText& text) {
  MarkedText result;
  result.marks = sound_marks(text);
  std::vector<std::size_t*> places;  // in the input, to be replaced by those in the output
  for (auto& mark : result.marks) {
    places.push_back(&mark.begin);
    places.push_back(&mark.end);
  }
  auto place = places.begin();
  CodePoints at(text.text);
  while (!at.at_end()) {
    for (; place != places.end() && **place <= at.offset(); ++place) **place = result.text.size();
    copy_printable(at, result.text, White::single);
  }
  for (; place != places.end(); ++place) **place = result.text.size();
  if (result.text.ends_with(' ')) result.text.pop_back();
  result.marks = sound_marks(result);
  return result;
}

std::string escape_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html_marked(const MarkedText& text) {
  const std::string_view all = text.text;
  std::string out;
  std::size_t done = 0;
  for (const auto& mark : sound_marks(text)) {
    out += escape_xml(all.substr(done, mark.begin - done));
    out += "<mark>" + escape_xml(all.substr(mark.begin, mark.end - mark.begin)) + "</mark>";
    done = mark.end;
  }
  return repaired_utf8(out + escape_xml(all.substr(done)));
}

std::string json_string(std::string_view text) {
  return escape_invisible(nlohmann::json(repaired_utf8(text)).dump());
}

std::string csv_cell(std::string_view text, const CsvStyle& style, bool formula) {
  std::string cell;
  for (CodePoints at(text); !at.at_end();) {
    if (style.safe) {
      copy_printable(at, cell, White::kept);
      continue;
    }
    const char32_t c = at.next();
    if (!is_control(c) || c == '\t' || c == '\n')
      append_utf8(cell, c);
    else
      cell += ' ';
  }
  if (style.safe && formula && (begins_formula(text) || begins_formula(cell)))
    cell.insert(0, 1, '\'');
  if (cell.find_first_of("\"\n") == std::string::npos &&
      cell.find(style.separator) == std::string::npos && !cell.starts_with(' ') &&
      !cell.ends_with(' '))
    return cell;
  std::string quoted = "\"";
  for (char c : cell) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string id_line(std::string_view id) {
  for (CodePoints at(id); !at.at_end();) {
    const char32_t c = at.next();
    if (!is_control(c) && !is_bidi_control(c) && !is_line_separator(c)) continue;
    const std::string quoted = json_string(id);
    return quoted.substr(1, quoted.size() - 2);
  }
  return repaired_utf8(id);
}

}  // namespace dateline::searching
