// SPDX-License-Identifier: GPL-2.0-or-later
// DOCX (WordprocessingML, ISO/IEC 29500): the paragraphs of the main part, text boxes among them,
// then footnotes and endnotes. Headers, footers, comments, deleted text and the second forms of
// drawings are left out.
#include <algorithm>
#include <array>

#include "document.h"
#include "error.h"
#include "package.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

using Kind = DocumentPart::Kind;
using Styles = std::map<std::string, Kind, std::less<>>;

/// By the names that every language of Word keeps in its files.
Kind kind_of_style(std::string_view name) {
  const std::string lower = lower_ascii(name);
  if (lower == "title") return Kind::title;
  if (lower == "subtitle") return Kind::subtitle;
  return lower.starts_with("heading") ? Kind::heading : Kind::text;
}

Styles read_styles(std::string_view xml, std::string& damage) {
  Styles styles;
  if (xml.empty()) return styles;
  XmlPull pull(xml, damage);
  std::string id;
  for (auto event = pull.next(); event != XmlPull::Event::end; event = pull.next()) {
    if (event != XmlPull::Event::open) continue;
    if (pull.name() == "style") id = pull.attribute("styleId");
    if (pull.name() == "name" && !id.empty()) styles[id] = kind_of_style(pull.attribute("val"));
  }
  return styles;
}

void read_properties(std::string_view xml, Document& document) {
  if (xml.empty()) return;
  XmlPull pull(xml, document.damage);
  for (auto event = pull.next(); event != XmlPull::Event::end; event = pull.next()) {
    if (event != XmlPull::Event::open) continue;
    const std::string name(pull.name());
    if (name == "title") document.title = one_line(pull.inner_text());
    if (name == "creator") document.author = one_line(pull.inner_text());
    if (name == "language") document.language = one_line(pull.inner_text());
  }
}

/// A paragraph or a table cell while it is read.
struct Open {
  std::string text;
  Kind kind = Kind::text;
  bool cell = false;
};

/// The main part, or that of the notes.
class MainPart {
 public:
  MainPart(std::string_view xml, const Styles& styles, Document& document)
      : pull_(xml, document.damage), styles_(styles), document_(document) {}

  void read() {
    for (auto event = pull_.next(); event != XmlPull::Event::end; event = pull_.next()) {
      if (event == XmlPull::Event::open) open(std::string(pull_.name()));
      if (event == XmlPull::Event::close) close(pull_.name());
      if (event == XmlPull::Event::text && in_text_) append(pull_.text());
    }
  }

 private:
  static constexpr std::size_t kDeepest = 200;  // paragraphs and cells within each other

  void open(const std::string& name) {
    static constexpr std::array<std::string_view, 9> kLeftOut = {
        "del",    "moveFrom", "Fallback", "instrText", "delText",
        "sectPr", "object",   "comment",  "sdtPr"};
    if (std::ranges::find(kLeftOut, name) != kLeftOut.end()) return pull_.skip();
    const bool note = name == "footnote" || name == "endnote";
    if (note && !pull_.attribute("type").empty()) return pull_.skip();  // a line above the notes
    if (name == "p") begin(false);
    if (name == "tc") begin(true);
    if (name == "pStyle") set_style(pull_.attribute("val"));
    if (name == "t") in_text_ = !hidden_;
    if (name == "r") hidden_ = false;
    if (name == "vanish" && pull_.attribute("val") != "0" && pull_.attribute("val") != "false")
      hidden_ = true;
    if (name == "tab") append("\t");
    if ((name == "br" && pull_.attribute("type") != "page") || name == "cr") append("\n");
    if (name == "noBreakHyphen") append("-");
    if (name == "tbl" || name == "tr") rows_.emplace_back();
  }

  void close(std::string_view name) {
    if (name == "t") in_text_ = false;
    if (name == "p") end_paragraph();
    if (name == "tc") end_cell();
    if (name == "tr") end_row();
    if (name == "tbl" && !rows_.empty()) rows_.pop_back();
  }

  void begin(bool cell) {
    if (open_.size() == kDeepest) throw Error("the document is nested too deep");
    open_.push_back({{}, Kind::text, cell});
  }

  void append(std::string_view text) {
    if (!open_.empty() && !open_.back().cell) open_.back().text += text;
  }

  void set_style(const std::string& id) {
    const auto style = styles_.find(id);
    const Kind kind = style == styles_.end() ? kind_of_style(id) : style->second;
    if (!open_.empty()) open_.back().kind = kind;
  }

  void end_paragraph() {
    if (open_.empty() || open_.back().cell) return;
    Open paragraph = std::move(open_.back());
    open_.pop_back();
    const auto cell =
        std::find_if(open_.rbegin(), open_.rend(), [](const Open& o) { return o.cell; });
    if (cell == open_.rend()) return add(paragraph.kind, paragraph.text);
    const std::string_view text = trim(paragraph.text);
    if (!text.empty()) cell->text.append(cell->text.empty() ? "" : "\n\n").append(text);
  }

  void end_cell() {
    if (open_.empty() || !open_.back().cell) return;
    if (!rows_.empty()) rows_.back().push_back(std::move(open_.back().text));
    open_.pop_back();
  }

  /// A row is a line; of a table within a cell, a line of the cell.
  void end_row() {
    if (rows_.empty()) return;
    std::string line;
    for (std::size_t i = 0; i < rows_.back().size(); ++i)
      line.append(i == 0 ? "" : "\t").append(rows_.back()[i]);
    rows_.pop_back();
    const auto cell =
        std::find_if(open_.rbegin(), open_.rend(), [](const Open& o) { return o.cell; });
    if (cell == open_.rend()) return add(Kind::text, line);
    cell->text.append(cell->text.empty() ? "" : "\n\n").append(line);
  }

  void add(Kind kind, std::string_view text) {
    if (!trim(text).empty()) document_.parts.push_back({kind, std::string(trim(text))});
  }

  XmlPull pull_;
  const Styles& styles_;
  Document& document_;
  std::vector<Open> open_;
  std::vector<std::vector<std::string>> rows_;  // of the open tables: an empty one for the table
  bool in_text_ = false, hidden_ = false;
};

}  // namespace

Document parse_docx(std::string_view bytes, const DocumentLimits& limits) {
  Document document;
  const Members members = read_members(bytes, limits, document.damage, [](std::string_view name) {
    return name == "docProps/core.xml" || name == "word/styles.xml" ||
           name == "word/footnotes.xml" || name == "word/endnotes.xml" ||
           (name.starts_with("word/document") && name.ends_with(".xml"));
  });
  const auto main = std::find_if(members.begin(), members.end(), [](const auto& member) {
    return member.first.starts_with("word/document");
  });
  if (main == members.end()) throw_missing("there is no text in the document", document.damage);
  const auto part = [&](std::string_view name) {
    const auto found = members.find(name);
    return found == members.end() ? std::string_view() : std::string_view(found->second);
  };
  read_properties(part("docProps/core.xml"), document);
  const Styles styles = read_styles(part("word/styles.xml"), document.damage);
  MainPart(main->second, styles, document).read();
  for (const std::string_view notes : {part("word/footnotes.xml"), part("word/endnotes.xml")})
    if (!notes.empty()) MainPart(notes, styles, document).read();
  return document;
}

}  // namespace dateline::indexing
