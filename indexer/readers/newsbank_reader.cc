// SPDX-License-Identifier: GPL-2.0-or-later
// NewsBank (Access World News, America's News) as text: documents one after another, each with its
// outlet and day in a line or behind labels, and a record number at its end.
#include <algorithm>

#include "download.h"
#include "labelled_text.h"
#include "readers.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

enum class Meaning : std::uint8_t {
  title,
  author,
  source,
  date,
  section,
  text,
  id,
  url,
  page,
  edition,
  topic,
  other,
};

constexpr LabelRow<Meaning> kLabels[] = {
    {Meaning::title, "title|headline"},
    {Meaning::author, "author|byline|author(s)|author/byline|authors"},
    {Meaning::source, "paper|publication|source|newspaper"},
    {Meaning::date, "date|publication date"},
    {Meaning::section, "section"},
    {Meaning::text, "text|article text|full text"},
    {Meaning::id, "record number|record|article id|article number|accession number"},
    {Meaning::url, "openurl link|url|document url"},
    {Meaning::page, "page"},
    {Meaning::edition, "edition"},
    {Meaning::topic, "index terms|subject|subjects"},
    {Meaning::other,
     "column|dateline|memo|correction|"
     "readability|words|length|caption|series|source type|language|topics|"
     "copyright|location|issn"},
};

std::optional<Meaning> meaning_of(const std::string& label) {
  static const LabelTable<Meaning> table(kLabels);
  return table[label];
}

bool is_number_line(std::string_view line) {
  const auto label = labelled(line);
  return label && meaning_of(label->label) == Meaning::id && !label->value.empty() &&
         label->value.find(' ') == std::string_view::npos;
}

/// "Harbour Post (Langholm) - May 1, 2024": outlet and day in a line; nothing for any other.
struct OutletLine {
  std::string_view source;
  std::string date;
};
std::optional<OutletLine> outlet_line(std::string_view line) {
  for (std::size_t at = line.rfind(" - "); at != std::string_view::npos && at > 0;
       at = line.rfind(" - ", at - 1))
    if (const auto date = date_line(line.substr(at + 3)))
      return OutletLine{trim(line.substr(0, at)), date->date};
  return std::nullopt;
}

/// A record number, and either form of outlet and day.
bool is_text(std::string_view text) {
  if (skip_blanks(text).starts_with('<')) return false;
  bool number = false, outlet = false, paper = false, date = false;
  for (const NumberedLine& line : numbered_lines(text)) {
    number = number || is_number_line(line.text);
    outlet = outlet || (line.text.size() < 160 && outlet_line(line.text));
    const auto label = labelled(line.text);
    const auto meaning = label ? meaning_of(label->label) : std::nullopt;
    paper = paper || meaning == Meaning::source;
    date = date || (meaning == Meaning::date && date_line(label->value));
    if (number && (outlet || (paper && date))) return true;
  }
  return false;
}

/// Behind each record number, with the copyright below it.
std::vector<DownloadPiece> cut(std::string_view text) {
  std::vector<DownloadPiece> pieces;
  std::size_t begin = 0, end = 0;  // end: behind the number, 0 while there is none
  std::uint64_t first = 1;
  const auto close = [&](std::uint64_t next_line) {
    pieces.push_back({text.substr(begin, end - begin), first, {}});
    begin = end;
    first = next_line;
    end = 0;
  };
  for (const NumberedLine& line : numbered_lines(text)) {
    const auto label = labelled(line.text);
    const bool tail = is_copyright(line.text) || is_number_line(line.text) || line.text.empty() ||
                      (label && meaning_of(label->label) == Meaning::url) ||
                      line.text.starts_with("http");
    if (end > 0 && !tail) close(line.number);
    if (is_number_line(line.text) || end > 0) end = line.end;
  }
  if (end > 0) close(0);
  return pieces;
}

void take(Meaning meaning, std::string_view value, Download& download) {
  switch (meaning) {
    case Meaning::title:
      return download.set(ArticleField::title, value);
    case Meaning::author:
      return download.set(ArticleField::author, without_preposition(value));
    case Meaning::source:
      return download.set(ArticleField::source, value);
    case Meaning::date:
      return download.set(ArticleField::date, value);
    case Meaning::section:
      return download.set(ArticleField::section, value);
    case Meaning::id:
      return download.set(ArticleField::id, value);
    case Meaning::url:
      return download.set(ArticleField::url, value);
    case Meaning::page:
      download.page = value;
      return;
    case Meaning::edition:
      download.edition = value;
      return;
    case Meaning::topic:
      download.topics = listed_topics(value);
      return;
    case Meaning::text:
    case Meaning::other:
      return;
  }
}

std::optional<Download> read(const DownloadPiece& piece) {
  Download download;
  std::vector<TextBlock> text;  // what is behind no label
  bool head = true;             // above the text
  for (const TextBlock& block : text_blocks(piece.text)) {
    TextBlock prose;
    for (const std::string_view line : block.lines) {
      const auto label = labelled(line);
      const auto meaning = label ? meaning_of(label->label) : std::nullopt;
      const auto outlet = head && line.size() < 160 ? outlet_line(line) : std::nullopt;
      if (meaning == Meaning::text) {
        head = false;
        if (!label->value.empty()) prose.lines.push_back(label->value);
      } else if (meaning && (head || prose.lines.empty() || is_number_line(line))) {
        take(*meaning, label->value, download);
      } else if (outlet) {
        download.set(ArticleField::source, outlet->source);
        download.set(ArticleField::date, outlet->date);
      } else if (!is_copyright(line) && !line.starts_with("____") && !line.starts_with("====")) {
        prose.lines.push_back(line);
      }
    }
    if (prose.lines.empty()) continue;
    const bool titled = !download.parts[ArticleField::title].empty();
    if (head && !titled && text.empty())
      download.set(ArticleField::title, prose.joined());
    else
      text.push_back(std::move(prose));
  }
  download.set(ArticleField::body, block_paragraphs(text, 0, text.size()));
  if (download.parts[ArticleField::title].empty() && text.empty()) return std::nullopt;
  return download;
}

Evidence detect_newsbank(const InputHead& head) {
  return evidence_of(is_download(head.content, newsbank_service()), head, newsbank_format);
}

std::unique_ptr<ArticleReader> make_newsbank(ByteSource& bytes, const ReadOptions& options) {
  return read_downloads(bytes, options, newsbank_service());
}

}  // namespace

const DownloadService& newsbank_service() {
  static const DownloadService service{{{is_text, cut, read}}, nullptr, "a download from NewsBank"};
  return service;
}

constinit const Format newsbank_format = {
    .name = "newsbank",
    .help = "downloads from NewsBank as text, many documents a file",
    .endings = {".newsbank.txt"},
    .detect = detect_newsbank,
    .make = make_newsbank,
    .example = R"(Ferry late
Harbour Post (Kiel) - May 1, 2024
Author: Ann Smith
Section: News
Page: 4

The ferry from Kiel was late.

Record Number: 0F1234567890
Copyright (c) 2024 Harbour Post
)"};

}  // namespace dateline::indexing
