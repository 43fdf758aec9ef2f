// SPDX-License-Identifier: GPL-2.0-or-later
#include "foreign_format.h"

#include <algorithm>
#include <string>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

struct Beginning {
  std::string_view text;
  ForeignFormat format;
};

/// Beginnings that prose does not have.
constexpr Beginning kBeginnings[] = {
    {"%!PS", {"ps", "a PostScript document"}},
    {"\\documentclass", {"tex", "a LaTeX document"}},
    {"\\documentstyle", {"tex", "a LaTeX document"}},
    {"\\begin{document}", {"tex", "a LaTeX document"}},
    {"\\input{", {"tex", "a LaTeX document"}},
    {"\\section{", {"tex", "a LaTeX document"}},
    {"TY  - ", {"ris", "a list of references in RIS"}},
    {"PMID- ", {"nbib", "a list of references in MEDLINE's format"}},
    {"%0 ", {"enw", "a list of references in EndNote's format"}},
    {"WEBVTT", {"vtt", "a file of subtitles (WebVTT)"}},
    {"BEGIN:VCALENDAR", {"ics", "a calendar"}},
    {"BEGIN:VCARD", {"vcf", "a list of addresses"}},
};

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = trim(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

bool is_number(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, is_ascii_digit);
}

/// "@article{quay2024,"
bool begins_bibtex(std::string_view text) {
  if (!text.starts_with('@')) return false;
  const std::size_t open = text.find_first_of("{(\n ");
  if (open == std::string_view::npos || open < 4 || text[open] == '\n') return false;
  if (!std::ranges::all_of(text.substr(1, open - 1), is_ascii_letter)) return false;
  const std::string_view line = text.substr(open, text.find('\n') - open);
  const std::size_t brace = line.find_first_not_of(' ');
  return brace != std::string_view::npos && (line[brace] == '{' || line[brace] == '(');
}

/// "1", and below it "00:00:01,000 --> 00:00:04,000".
bool begins_subtitles(std::string_view text) {
  if (!is_number(take_line(text))) return false;
  const std::string_view times = take_line(text);
  return times.find(" --> ") != std::string_view::npos && is_ascii_digit(times.front());
}

/// A comment or a package may stand before "\documentclass".
bool is_latex(std::string_view text) {
  if (!text.starts_with('%') && !text.starts_with('\\')) return false;
  return text.substr(0, 4096).find("\n\\documentclass") != std::string_view::npos;
}

}  // namespace

std::optional<ForeignFormat> foreign_format(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
  for (const Beginning& beginning : kBeginnings)
    if (head.starts_with(beginning.text)) return beginning.format;
  if (is_latex(head)) return ForeignFormat{"tex", "a LaTeX document"};
  if (begins_bibtex(head)) return ForeignFormat{"bib", "a list of references in BibTeX"};
  if (begins_subtitles(head)) return ForeignFormat{"srt", "a file of subtitles (SubRip)"};
  return std::nullopt;
}

}  // namespace dateline::indexing
