// SPDX-License-Identifier: GPL-2.0-or-later
#include "unread_file.h"

#include <fmt/format.h>

#include <utility>

#include "readers/foreign_format.h"
#include "readers/input_head.h"
#include "streams/file_walk.h"
#include "text/charset.h"

namespace dateline::indexing {
namespace {

/// The command that makes text of a file of this kind; empty if none is known.
std::string conversion_of(const std::string& kind) {
  struct Row {
    std::string_view kinds, program;
  };
  static constexpr Row kPrograms[] = {
      {" doc ppt pptx odp pages ", "libreoffice --convert-to txt:Text FILE"},
      {" xls ", "libreoffice --convert-to csv FILE"},
      {" fb2 ", "pandoc --to plain FILE"},
      {" mobi azw azw3 ", "ebook-convert FILE FILE.txt"},
      {" djvu ", "djvutxt FILE"},
      {" msg ", "msgconvert FILE"},
      {" pst ", "readpst FILE"},
      {" rar 7z ", "7z x FILE"},
      {" parquet ",
       "duckdb -c \"copy (from 'FILE') to '/dev/stdout' (format json)\" | dateline-indexer add -"},
      {" avro ", "avrocat FILE | dateline-indexer add -"},
      {" zim ", "zimdump dump --dir=FOLDER FILE"},
      {" jpg jpeg png tif tiff gif bmp ", "tesseract FILE -"},
  };
  for (const Row& row : kPrograms)
    if (row.kinds.find(" " + kind + " ") != std::string_view::npos)
      return fmt::format("convert it first, for example by: {}", row.program);
  return {};
}

}  // namespace

std::string kind_of_unread(std::string_view head, std::string_view name) {
  if (head.empty()) return "empty";
  if (const auto foreign = foreign_format(head)) return std::string(foreign->kind);
  const std::string kind = kind_by_name(name);
  if ((kind == "no ending" || kind == "txt") && is_markup(InputHead(head, name))) return "xml";
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
  if (head.empty()) return {0, "the file is empty", {}};
  const auto foreign = foreign_format(head);
  const std::string reason = foreign
                                 ? fmt::format("the file is {}, which is not read", foreign->what)
                                 : fmt::format("files of this kind are not read: {}", kind);
  if (const std::string hint = conversion_of(kind); !hint.empty()) return {0, reason, hint};
  if (foreign)
    return {0, reason, "save it as plain text or HTML, each article in a file of its own"};
  if (looks_binary(head)) return {0, "the file is binary, and of no known format", {}};
  const std::string reason_of_markup = "the file is HTML, XML or SGML of a kind that is not read";
  if (!InputHead(head, "").xml.empty())
    return {0, reason_of_markup,
            "name the element that is an article, and what is in it: --map record=item --map "
            "title=head --map body=txt; or give --format text to read it as it is"};
  return {0, reason_of_markup, "give --format text to read it as it is"};
}

}  // namespace dateline::indexing
