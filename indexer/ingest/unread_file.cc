// SPDX-License-Identifier: GPL-2.0-or-later
#include "unread_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "streams/file_walk.h"
#include "text/charset.h"

namespace dateline::indexing {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

/// "<name ...> ... </name>", as far as it can be seen.
bool is_element(std::string_view text) {
  if (text.size() < 2 || text[0] != '<' || !is_letter(text[1])) return false;
  const std::string_view name = text.substr(1, text.find_first_of(" \t\r\n/>") - 1);
  return name.size() < text.size() && text.ends_with(fmt::format("</{}>", name));
}

/// "1", and below it "00:00:01,000 --> 00:00:04,000".
bool is_subtitle(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || !is_digit(text.front())) return false;
  const std::string_view second = text.substr(end + 1, text.find('\n', end + 1) - end - 1);
  return second.size() > 12 && is_digit(second.front()) &&
         second.find(" --> ") != std::string_view::npos;
}

/// "@article{key," and such.
bool is_bibtex(std::string_view text) {
  if (!text.starts_with('@')) return false;
  const std::size_t brace = text.find('{');
  return brace != std::string_view::npos && brace > 1 &&
         std::ranges::all_of(text.substr(1, brace - 1), is_letter) &&
         text.find('=', brace) != std::string_view::npos;
}

/// What makes text of a file of this kind; empty where nothing is known.
std::string conversion_of(const std::string& kind) {
  struct Row {
    std::string_view kinds, program;
  };
  static constexpr Row kPrograms[] = {
      {" pdf ", "pdftotext FILE.pdf"},
      {" doc docx docm odt rtf ppt pptx odp pages ", "libreoffice --convert-to txt:Text FILE"},
      {" xls xlsx xlsm ods ", "libreoffice --convert-to csv FILE"},
      {" epub fb2 ", "pandoc --to plain FILE"},
      {" mobi azw azw3 ", "ebook-convert FILE FILE.txt"},
      {" djvu ", "djvutxt FILE"},
      {" msg ", "msgconvert FILE"},
      {" pst ", "readpst FILE"},
      {" rar 7z ", "7z x FILE"},
      {" jpg jpeg png tif tiff gif bmp ", "tesseract FILE -"},
  };
  for (const Row& row : kPrograms)
    if (row.kinds.find(" " + kind + " ") != std::string_view::npos)
      return fmt::format("convert it first, for example by: {}", row.program);
  return {};
}

}  // namespace

std::string_view file_syntax(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const std::string_view text = trimmed(head);
  if (text.empty()) return {};
  if (text.starts_with("{\\rtf")) return "rtf";
  if (text.starts_with("TY  - ")) return "ris";
  if (text.starts_with("WEBVTT")) return "vtt";
  if (text.starts_with("BEGIN:VCALENDAR")) return "ics";
  if (text.starts_with("BEGIN:VCARD")) return "vcf";
  if (is_subtitle(text)) return "srt";
  if (is_bibtex(text)) return "bib";
  return is_element(text) ? "xml" : "";
}

std::string kind_of_unread(std::string_view head, std::string_view name) {
  if (head.empty()) return "empty";
  if (const std::string_view syntax = file_syntax(head); !syntax.empty())
    return std::string(syntax);
  const std::string kind = kind_by_name(name);
  if (kind != "no ending") return kind;
  static constexpr std::pair<std::string_view, std::string_view> kMagic[] = {
      {"%PDF-", "pdf"},     {"\x89PNG", "png"},          {"\xFF\xD8\xFF", "jpg"},
      {"GIF8", "gif"},      {"\xD0\xCF\x11\xE0", "doc"}, {"Rar!", "rar"},
      {"7z\xBC\xAF", "7z"},
  };
  for (const auto& [magic, what] : kMagic)
    if (head.starts_with(magic)) return std::string(what);
  return kind;
}

Rejection unread_file(std::string_view head, const std::string& kind) {
  constexpr const char* kAsItIs = "give --format text to read it as it is";
  if (const std::string hint = conversion_of(kind); !hint.empty())
    return {0, fmt::format("files of this kind are not read: {}", kind), hint};
  if (looks_binary(head)) return {0, "the file is binary, and of no known format", {}};
  if (const std::string_view syntax = file_syntax(head); !syntax.empty() && syntax != "xml")
    return {0, fmt::format("files of this kind are not read: {}", kind), kAsItIs};
  return {0, "the file is HTML, XML or SGML of a kind that is not read", kAsItIs};
}

}  // namespace dateline::indexing
