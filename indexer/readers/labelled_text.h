// SPDX-License-Identifier: GPL-2.0-or-later
// Labelled text: the lines of a document as databases write them, in blocks parted by empty lines,
// and what stands in them: labels ("LENGTH: 312 words"), dates, copyright. Used by the readers of
// downloads. Knows no service.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
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

/// A label without its small words, which services change from year to year: "titulo de la
/// publicacion" → "titulo publicacion".
std::string bare_label(std::string_view folded);

/// A row of a table of labels: words parted by "|", folded.
template <class Meaning>
struct LabelRow {
  Meaning meaning;
  std::string_view labels;
};

/// The labels of a service in the languages of its pages.
template <class Meaning>
class LabelTable {
 public:
  explicit LabelTable(std::span<const LabelRow<Meaning>> rows) {
    for (const LabelRow<Meaning>& row : rows)
      for (std::string_view rest = row.labels; !rest.empty();) {
        const std::size_t end = std::min(rest.find('|'), rest.size());
        meanings_.emplace(bare_label(rest.substr(0, end)), row.meaning);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
  }

  std::optional<Meaning> operator[](std::string_view folded) const {
    const auto found = meanings_.find(bare_label(folded));
    return found == meanings_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::map<std::string, Meaning> meanings_;
};

/// A line that is a date as a whole, with its weekday, time and zone, and what follows it: an
/// edition, a page.
struct DateLine {
  std::string date;
  std::string rest;
};
std::optional<DateLine> date_line(std::string_view line);
/// "January 2009", "Winter 2008/2009": when a magazine came out, though no day.
bool is_issue_date(std::string_view line);

/// The word "document" is in a line, in any of the languages of the services: a quick test before
/// the line is folded.
bool names_document(std::string_view line);
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
