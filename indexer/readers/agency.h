// SPDX-License-Identifier: GPL-2.0-or-later
// Metadata of agencies: version, status and subject of a story. Also reads NITF, which occurs alone
// or inside NewsML-G2. Used by the readers of NITF, NewsML-G2 and ninjs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "article_reader.h"
#include "field_map.h"
#include "xml_records.h"

namespace dateline::indexing {

/// The code after a scheme: "stat:usable", "http://cv.iptc.org/newscodes/pubstatusg2/usable".
std::string code_of(std::string_view qcode);

/// "usable", "stat:withheld", "Canceled". An unknown code is usable.
Status status_of(std::string_view code);

/// A number that grows with a story's versions: the given number, else the seconds of the version's
/// date, else 0.
std::uint64_t version_of(std::string_view number, std::string_view date);

/// The name of a top-level subject code of the IPTC ("medtop:11000000" → "politics"); empty for any
/// other.
std::string subject_name(std::string_view qcode);

/// A story before it is an article.
struct AgencyItem {
  ArticleParts parts;
  std::vector<std::string> topics;
  std::string page;
  std::optional<int> ocr_confidence;  // 0 to 100
  std::uint64_t version = 0;
  Status status = Status::usable;
};

/// The article or its rejection. A withheld or cancelled story needs an id, but no text.
Record make_agency_record(const AgencyItem& item, std::uint64_t line, std::string_view what,
                          const ReadOptions& options);

/// A format of agencies in XML.
struct AgencyFormat {
  std::vector<std::string_view> elements;  // the elements of stories
  std::string_view wrapper;                // a root that may have no stories
  std::string_view what;                   // "the story"
  std::string_view no_such_file, hint;     // the message for a file without stories
  /// Reads an element. Absent for an item that has no text by its nature.
  std::optional<AgencyItem> (*read)(const XmlElement& element) = nullptr;
};

/// Reads the stories of a file.
class AgencyReader : public ArticleReader {
 public:
  AgencyReader(ByteSource& bytes, const ReadOptions& options, const AgencyFormat& format)
      : options_(options),
        format_(format),
        records_(bytes, options, format.elements, CutRecord::keep) {}

  std::optional<Record> next() override;
  std::uint64_t line() const override { return records_.line(); }
  TextOrigin origin() const override { return records_.origin(); }

 private:
  const ReadOptions& options_;
  const AgencyFormat& format_;
  XmlRecords records_;
  bool any_ = false;
};

/// Reads an <nitf> element. Does not change values that are already set.
void read_nitf(const XmlElement& nitf, AgencyItem& item);

}  // namespace dateline::indexing
