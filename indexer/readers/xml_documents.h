// SPDX-License-Identifier: GPL-2.0-or-later
// XmlDocuments: files that are one XML document each, of one article or several: pages of OCR,
// texts in TEI. Used by the readers of those; a file of many records is xml_records.h's.
#pragma once

#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "agency.h"
#include "article_reader.h"
#include "xml_records.h"

namespace dateline::indexing {

struct XmlDocumentFormat {
  std::vector<std::string_view> roots;  // the local names of the documents' elements
  std::string_view what;                // "the page"
  std::string_view no_such_file, hint;  // what is said of a file without one
  std::vector<AgencyItem> (*read)(const XmlElement& root) = nullptr;
};

class XmlDocumentReader : public ArticleReader {
 public:
  XmlDocumentReader(ByteSource& bytes, const ReadOptions& options, const XmlDocumentFormat& format)
      : options_(options),
        format_(format),
        records_(bytes, options, format.roots, CutRecord::keep) {}

  std::optional<Record> next() override;
  std::uint64_t line() const override { return records_.line(); }
  TextOrigin origin() const override { return records_.origin(); }

 private:
  const ReadOptions& options_;
  const XmlDocumentFormat& format_;
  XmlRecords records_;
  std::deque<AgencyItem> items_;  // of the document last read
  bool any_ = false;
};

/// The text without a first paragraph that repeats the title.
std::string without_title(const std::string& text, const std::string& title);

}  // namespace dateline::indexing
