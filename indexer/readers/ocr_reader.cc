// SPDX-License-Identifier: GPL-2.0-or-later
// Pages of OCR, each an article: ALTO, PAGE XML and hOCR. Pages of an issue whose articles are
// known are read by the reader of METS.
#include "ocr_pages.h"
#include "readers.h"
#include "text/plain_text.h"
#include "xml_documents.h"

namespace dateline::indexing {
namespace {

std::vector<AgencyItem> read_pages(const XmlElement& root) {
  std::vector<AgencyItem> items;
  for (const OcrPage& page : read_ocr_pages(root)) {
    std::vector<std::string> paragraphs;
    for (const OcrBlock& block : page.blocks) paragraphs.push_back(block.text);
    if (paragraphs.empty()) continue;  // a blank page
    AgencyItem& item = items.emplace_back();
    item.parts.set({ArticleField::body, 1}, join_paragraphs(join_broken(paragraphs)));
    item.parts.set({ArticleField::language, 1}, root.language());
    item.parts.set({ArticleField::page, 1}, page.number);
    item.ocr_confidence = mean_confidence(page.blocks);
  }
  return items;
}

std::unique_ptr<ArticleReader> make_reader_of(ByteSource& bytes, const ReadOptions& options) {
  static const XmlDocumentFormat format{.roots = {"alto", "PcGts", "html"},
                                        .what = "the page",
                                        .no_such_file = "the file is no page of OCR",
                                        .hint = "its root is none of alto, PcGts and html",
                                        .read = read_pages};
  return std::make_unique<XmlDocumentReader>(bytes, options, format);
}

Evidence detect_ocr(const InputHead& head) {
  const std::string_view root = head.root_name();
  const bool hocr = lower_ascii(root) == "html" && (contains(head.text, "class=\"ocr_page\"") ||
                                                    contains(head.text, "class='ocr_page'"));
  const bool known = root == "alto" || root == "PcGts" || hocr;
  return evidence_of(known, head, ocr_format);
}

}  // namespace

constinit const Format ocr_format = {.name = "ocr",
                                     .help = "scanned pages as text: ALTO, PAGE XML, hOCR",
                                     .endings = {".alto.xml", ".page.xml", ".hocr", ".alto"},
                                     .detect = detect_ocr,
                                     .make = make_reader_of,
                                     .example = R"(<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page ID="P1"><PrintSpace>
  <TextBlock ID="B1"><TextLine><String CONTENT="Ferry"/><SP/><String CONTENT="late"/></TextLine>
  </TextBlock>
  <TextBlock ID="B2"><TextLine><String CONTENT="The"/><SP/><String CONTENT="ferry"/></TextLine>
  <TextLine><String CONTENT="was"/><SP/><String CONTENT="late."/></TextLine></TextBlock>
</PrintSpace></Page></Layout></alto>
)"};

}  // namespace dateline::indexing
