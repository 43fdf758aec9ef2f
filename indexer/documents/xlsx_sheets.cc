// SPDX-License-Identifier: GPL-2.0-or-later
// XLSX (SpreadsheetML, ISO/IEC 29500): the sheets of a workbook in their order, as CSV. Numbers
// whose style is a date's become dates; formulas give the value that was saved with them.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <set>

#include "csv_text.h"
#include "document.h"
#include "error.h"
#include "package.h"
#include "text/ascii.h"

namespace dateline::indexing {
namespace {

/// Text of <si> or <is>: its runs, without what says how they are pronounced.
std::string rich_text(XmlPull& pull, std::string_view closing) {
  std::string text;
  bool in_text = false;
  for (auto event = pull.next(); event != XmlPull::Event::end; event = pull.next()) {
    if (event == XmlPull::Event::close && pull.name() == closing) break;
    if (event == XmlPull::Event::open && pull.name() == "rPh") {
      pull.skip();
      continue;
    }
    if (event == XmlPull::Event::open) in_text = pull.name() == "t";
    if (event == XmlPull::Event::close) in_text = false;
    if (event == XmlPull::Event::text && in_text) text += pull.text();
  }
  return text;
}

std::vector<std::string> shared_strings(std::string_view xml, std::string& damage) {
  std::vector<std::string> strings;
  if (xml.empty()) return strings;
  XmlPull pull(xml, damage);
  for (auto event = pull.next(); event != XmlPull::Event::end; event = pull.next())
    if (event == XmlPull::Event::open && pull.name() == "si")
      strings.push_back(rich_text(pull, "si"));
  return strings;
}

/// "dd.mm.yyyy": a day or a year stands in the format, outside of quotes and brackets.
bool shows_date(std::string_view format) {
  bool quoted = false, bracket = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == '\\') {
      ++i;
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (c == '[') bracket = true;
    if (c == ']') bracket = false;
    if (!quoted && !bracket && (c == 'y' || c == 'd' || c == 'Y' || c == 'D')) return true;
  }
  return false;
}

bool is_date_format(int id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
         (id >= 50 && id <= 58);
}

int number_of(const std::string& text) { return std::atoi(text.c_str()); }

/// Which of the cells' styles are dates'.
std::vector<bool> date_styles(std::string_view xml, std::string& damage) {
  std::vector<bool> styles;
  if (xml.empty()) return styles;
  XmlPull pull(xml, damage);
  std::set<int> dates;
  bool in_cells = false;
  for (auto event = pull.next(); event != XmlPull::Event::end; event = pull.next()) {
    if (event == XmlPull::Event::close && pull.name() == "cellXfs") in_cells = false;
    if (event != XmlPull::Event::open) continue;
    if (pull.name() == "numFmt" && shows_date(pull.attribute("formatCode")))
      dates.insert(number_of(pull.attribute("numFmtId")));
    if (pull.name() == "cellXfs") in_cells = true;
    if (pull.name() == "xf" && in_cells) {
      const int format = number_of(pull.attribute("numFmtId"));
      styles.push_back(is_date_format(format) || dates.contains(format));
    }
  }
  return styles;
}

/// "BC12" → 54; absent where the cell does not say where it is.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0;
  for (const char c : reference) {
    if (!is_ascii_letter(c)) break;
    column = column * 26 + static_cast<std::size_t>(to_ascii_lower(c) - 'a') + 1;
    if (column > 100'000) break;
  }
  if (column == 0) return std::nullopt;
  return column - 1;
}

struct Workbook {
  std::vector<std::string> strings;
  std::vector<bool> dates;  // by style
  bool since_1904 = false;
};

class SheetReader {
 public:
  SheetReader(std::string_view xml, const Workbook& book, std::uint64_t limit, std::string& damage)
      : pull_(xml, damage), book_(book), csv_(limit) {}

  std::string read() {
    for (auto event = pull_.next(); event != XmlPull::Event::end; event = pull_.next()) {
      if (event == XmlPull::Event::open) open(std::string(pull_.name()));
      if (event == XmlPull::Event::close) close(pull_.name());
    }
    return csv_.take();
  }

 private:
  void open(const std::string& name) {
    if (name == "row") column_ = 0;
    if (name == "c") {
      if (const auto told = column_of(pull_.attribute("r"))) column_ = *told;
      type_ = pull_.attribute("t");
      style_ = static_cast<std::size_t>(std::max(0, number_of(pull_.attribute("s"))));
      value_.clear();
    }
    if (name == "v") value_ = pull_.inner_text();
    if (name == "is") value_ = rich_text(pull_, "is");
    if (name == "f") pull_.skip();
  }

  void close(std::string_view name) {
    if (name == "row") csv_.end_row();
    if (name != "c") return;
    csv_.set(column_, shown());
    ++column_;
  }

  std::string shown() const {
    if (type_ == "s") {
      const auto index = static_cast<std::size_t>(std::max(0, number_of(value_)));
      return index < book_.strings.size() ? book_.strings[index] : std::string();
    }
    if (type_ == "e") return {};
    const bool number = type_.empty() || type_ == "n";
    if (number && style_ < book_.dates.size() && book_.dates[style_]) {
      const std::string date = date_of_serial(std::atof(value_.c_str()), book_.since_1904);
      if (!date.empty()) return date;
    }
    return value_;
  }

  XmlPull pull_;
  const Workbook& book_;
  CsvText csv_;
  std::size_t column_ = 0, style_ = 0;
  std::string type_, value_;
};

/// The names of the sheets' files in their order: the workbook names relations, which name files.
std::vector<std::string> sheet_files(std::string_view workbook, std::string_view relations,
                                     std::string& damage) {
  std::map<std::string, std::string> targets;
  if (!relations.empty()) {
    XmlPull pull(relations, damage);
    for (auto event = pull.next(); event != XmlPull::Event::end; event = pull.next()) {
      if (event != XmlPull::Event::open || pull.name() != "Relationship") continue;
      const std::string target = pull.attribute("Target");
      std::string& file = targets[pull.attribute("Id")];
      if (target.starts_with('/'))
        file = target.substr(1);
      else
        file.assign("xl/").append(target);
    }
  }
  std::vector<std::string> files;
  XmlPull pull(workbook, damage);
  for (auto event = pull.next(); event != XmlPull::Event::end; event = pull.next())
    if (event == XmlPull::Event::open && pull.name() == "sheet")
      if (const auto found = targets.find(pull.attribute("id")); found != targets.end())
        files.push_back(found->second);
  return files;
}

bool counts_from_1904(std::string_view workbook, std::string& damage) {
  XmlPull pull(workbook, damage);
  for (auto event = pull.next(); event != XmlPull::Event::end; event = pull.next())
    if (event == XmlPull::Event::open && pull.name() == "workbookPr") {
      const std::string told = pull.attribute("date1904");
      return told == "1" || told == "true";
    }
  return false;
}

}  // namespace

Document parse_xlsx(std::string_view bytes, const DocumentLimits& limits) {
  Document document;
  std::string& damage = document.damage;
  const Members members = read_members(bytes, limits, damage, [](std::string_view name) {
    return name == "xl/workbook.xml" || name == "xl/styles.xml" || name == "xl/sharedStrings.xml" ||
           name == "xl/_rels/workbook.xml.rels" ||
           (name.starts_with("xl/worksheets/") && name.ends_with(".xml"));
  });
  const auto part = [&](std::string_view name) {
    const auto found = members.find(name);
    return found == members.end() ? std::string_view() : std::string_view(found->second);
  };
  const std::string_view workbook = part("xl/workbook.xml");
  if (workbook.empty()) throw_missing("there is no sheet in the workbook", damage);
  const Workbook book{shared_strings(part("xl/sharedStrings.xml"), damage),
                      date_styles(part("xl/styles.xml"), damage),
                      counts_from_1904(workbook, damage)};
  for (const std::string& file : sheet_files(workbook, part("xl/_rels/workbook.xml.rels"), damage))
    if (!part(file).empty())
      document.parts.push_back({DocumentPart::Kind::sheet,
                                SheetReader(part(file), book, limits.text_bytes, damage).read()});
  return document;
}

}  // namespace dateline::indexing
