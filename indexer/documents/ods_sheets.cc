// SPDX-License-Identifier: GPL-2.0-or-later
// ODS (OpenDocument 1.2), packed or as one flat XML file: its sheets as CSV. Repeated rows and
// cells without text are not repeated.
#include <algorithm>
#include <cstdlib>

#include "csv_text.h"
#include "document.h"
#include "error.h"
#include "package.h"

namespace dateline::indexing {
namespace {

class SheetsReader {
 public:
  SheetsReader(std::string_view xml, Document& document, std::uint64_t limit)
      : pull_(xml, document.damage), document_(document), limit_(limit), csv_(limit) {}

  void read() {
    for (auto event = pull_.next(); event != XmlPull::Event::end; event = pull_.next()) {
      if (event == XmlPull::Event::open) open(std::string(pull_.name()));
      if (event == XmlPull::Event::close) close(pull_.name());
      if (event == XmlPull::Event::text && paragraphs_ > 0) text_ += pull_.text();
    }
  }

 private:
  std::size_t repeated(std::string_view attribute) const {
    const int count = std::atoi(pull_.attribute(attribute).c_str());
    return static_cast<std::size_t>(std::clamp(count, 1, 1'000'000));
  }

  void open(const std::string& name) {
    if (name == "annotation" || name == "shapes" || name == "tracked-changes") return pull_.skip();
    if (name == "table") csv_ = CsvText(limit_);
    if (name == "table-row") column_ = 0;
    if (name == "table-cell" || name == "covered-table-cell") {
      repeat_ = repeated("number-columns-repeated");
      value_ = pull_.attribute("date-value");
      text_.clear();
      in_cell_ = true;
    }
    if (name == "p" && in_cell_) {
      if (!text_.empty()) text_ += "\n\n";
      ++paragraphs_;
    }
    if (name == "s" && paragraphs_ > 0) text_ += ' ';
    if (name == "tab" && paragraphs_ > 0) text_ += '\t';
    if (name == "line-break" && paragraphs_ > 0) text_ += '\n';
  }

  void close(std::string_view name) {
    if (name == "p" && paragraphs_ > 0) --paragraphs_;
    if (name == "table-cell" || name == "covered-table-cell") {
      const std::string& shown = value_.empty() ? text_ : value_;
      constexpr std::size_t kMostCopies = 50;  // of a cell with text
      const std::size_t copies = shown.empty() ? 0 : std::min(repeat_, kMostCopies);
      for (std::size_t i = 0; i < copies; ++i) csv_.set(column_ + i, shown);
      column_ += repeat_;
      in_cell_ = false;
    }
    if (name == "table-row") csv_.end_row();
    if (name == "table") document_.parts.push_back({DocumentPart::Kind::sheet, csv_.take()});
  }

  XmlPull pull_;
  Document& document_;
  std::uint64_t limit_;
  CsvText csv_;
  std::size_t column_ = 0, repeat_ = 1;
  std::string text_, value_;
  int paragraphs_ = 0;  // that are open
  bool in_cell_ = false;
};

}  // namespace

Document parse_ods(std::string_view bytes, const DocumentLimits& limits) {
  Document document;
  if (!bytes.starts_with("PK")) {
    SheetsReader(bytes, document, limits.text_bytes).read();
    return document;
  }
  const Members members = read_members(bytes, limits, document.damage,
                                       [](std::string_view name) { return name == "content.xml"; });
  if (members.empty()) throw_missing("there is no sheet in the document", document.damage);
  SheetsReader(members.begin()->second, document, limits.text_bytes).read();
  return document;
}

}  // namespace dateline::indexing
