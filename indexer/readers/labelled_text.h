// SPDX-License-Identifier: GPL-2.0-or-later
// Labelled text: the lines of a document as databases write them, in blocks parted by empty lines,
// and what stands in them: labels ("LENGTH: 312 words"), dates, copyright. Used by the readers of
// downloads. Knows no service.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "download.h"

namespace dateline::indexing {

/// Lines without an empty one between them.
struct TextBlock {
  std::vector<std::string_view> lines;  // trimmed
  bool centred = false;                 // all of them are far from the margin

  std::string_view first() const { return lines.front(); }
  std::string joined() const;  // as one line
};

std::vector<TextBlock> text_blocks(std::string_view text);

/// The lines of a text with the number of each, from 1.
struct NumberedLine {
  std::string_view text;  // trimmed
  std::size_t begin = 0;  // offset of the line
  std::size_t end = 0;    // offset of the next line
  std::uint64_t number = 0;
};
std::vector<NumberedLine> numbered_lines(std::string_view text);

/// Cuts a text behind each line that `ends` says is the last of a document, or before each that
/// `begins` says is above one. Text before the first beginning is left out.
std::vector<DownloadPiece> cut_behind(std::string_view text, bool (*ends)(std::string_view line));
std::vector<DownloadPiece> cut_below(std::string_view text, bool (*begins)(std::string_view line));

/// The paragraphs of blocks: a block of wrapped lines is one, else each line is.
std::string block_paragraphs(const std::vector<TextBlock>& blocks, std::size_t from,
                             std::size_t to);

/// "BYLINE: Ann Smith" as the folded label and the value; nothing where there is no label.
struct LabelledLine {
  std::string label;  // folded: lower case, without accents
  std::string_view value;
  bool capitals = false;  // the label is written in capitals
};
std::optional<LabelledLine> labelled(std::string_view line);

/// The words of a list parted by "|", folded as labels are.
bool is_one_of(std::string_view folded, std::string_view list);
/// Lower case, without accents.
std::string folded(std::string_view text);

/// A line that is a date as a whole, with its weekday, time and zone, and what follows it: an
/// edition, a page.
struct DateLine {
  std::string date;
  std::string rest;
};
std::optional<DateLine> date_line(std::string_view line);
/// "January 2009", "Winter 2008/2009": when a magazine came out, though no day.
bool is_issue_date(std::string_view line);

/// "1 of 20 DOCUMENTS", "Dokument 2 von 7", "FOCUS - 3 of 9 DOCUMENTS".
bool counts_document(std::string_view line);
bool is_copyright(std::string_view line);
/// "48 words", "306 Wörter", "543 mots".
bool is_word_count(std::string_view line);
/// "Von Anna Quay" → "Anna Quay".
std::string without_preposition(std::string_view byline);
/// The page in "NEWS; Pg. 4", "S. 7 Ausg. 167", "p. 12"; empty when there is none.
std::string page_in(std::string_view text);
/// The code of a language named in any of the languages of the services: "GERMAN; DEUTSCH".
std::string language_named(std::string_view text);
/// The parts of "FERRIES (90%); FOG (78%)" without their weights.
std::vector<std::string> listed_topics(std::string_view text);

/// A day as eight digits: "20240501"; false for what is none.
bool is_day(std::string_view digits);

}  // namespace dateline::indexing
