// SPDX-License-Identifier: GPL-2.0-or-later
// OcrPages: the text of scanned pages as programs for OCR write it: ALTO, PAGE XML and hOCR, in
// reading order, a block a paragraph, words that were parted at the end of a line whole again. Used
// by the readers of OCR and METS; knows no article.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "xml.h"

namespace dateline::indexing {

struct OcrBlock {
  std::string id;         // as the file names it; may be empty
  std::string group;      // of the block around it, in ALTO; may be empty
  std::string text;       // a paragraph
  std::size_t words = 0;  // with a confidence
  double confidence = 0;  // the sum over them, from 0 to 1 each
};

struct OcrPage {
  std::string number;  // in its issue; may be empty
  std::vector<OcrBlock> blocks;
};

/// The pages below an <alto>, <PcGts> or <html> element.
std::vector<OcrPage> read_ocr_pages(const XmlElement& root);

/// The mean confidence of the words, 0 to 100; absent where no word has one.
std::optional<int> mean_confidence(const std::vector<OcrBlock>& blocks);

/// Paragraphs with those joined whose last word goes on in the next one: in the next column or on
/// the next page.
std::vector<std::string> join_broken(std::vector<std::string> paragraphs);

/// The lines of a paragraph as one. A hyphen at the end of a line goes where the next line begins
/// with a small letter.
std::string join_lines(const std::vector<std::string>& lines);

}  // namespace dateline::indexing
