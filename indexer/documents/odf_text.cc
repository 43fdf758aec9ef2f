// SPDX-License-Identifier: GPL-2.0-or-later
// ODT (OpenDocument 1.2), packed or as one flat XML file: headings and paragraphs of the text.
// Notes, annotations, tracked changes and tables of contents are left out.
#include <algorithm>
#include <array>
#include <charconv>

#include "document.h"
#include "error.h"
#include "package.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

using Kind = DocumentPart::Kind;

Kind kind_of_style(std::string_view name) {
  if (name == "Title") return Kind::title;
  return name == "Subtitle" ? Kind::subtitle : Kind::text;
}

/// Reads one file of a package, or all of a flat one.
class OdfFile {
 public:
  OdfFile(std::string_view xml, Document& document)
      : pull_(xml, document.damage), document_(document) {}

  void read() {
    for (auto event = pull_.next(); event != XmlPull::Event::end; event = pull_.next()) {
      if (event == XmlPull::Event::open) open(std::string(pull_.name()));
      if (event == XmlPull::Event::close) close(pull_.name());
      if (event == XmlPull::Event::text) append_words(pull_.text());
    }
  }

 private:
  static constexpr std::size_t kDeepest = 200;  // paragraphs and cells within each other

  struct Open {
    std::string text;
    Kind kind = Kind::text;
    bool cell = false;
  };

  void open(const std::string& name) {
    static constexpr std::array<std::string_view, 9> kLeftOut = {
        "note-body",       "annotation",    "tracked-changes", "table-of-content", "scripts",
        "font-face-decls", "master-styles", "note-citation",   "binary-data"};
    if (std::ranges::find(kLeftOut, name) != kLeftOut.end()) return pull_.skip();
    if (name == "meta") in_meta_ = true;
    if (in_meta_) return read_property(name);
    if (name == "style" && !in_body_) {
      const Kind kind = kind_of_style(pull_.attribute("parent-style-name"));
      if (kind != Kind::text) styles_[pull_.attribute("name")] = kind;
    }
    if (name == "text" || name == "body") in_body_ = true;
    if (!in_body_) return;
    if (name == "p" || name == "h") begin(name);
    if (name == "table-cell" || name == "covered-table-cell") push({{}, Kind::text, true});
    if (name == "table-row") rows_.emplace_back();
    if (name == "tab") append("\t");
    if (name == "line-break") append("\n");
    if (name == "s") append(std::string(blanks(pull_.attribute("c")), ' '));
  }

  void read_property(const std::string& name) {
    if (name == "title") document_.title = one_line(pull_.inner_text());
    if (name == "language") document_.language = one_line(pull_.inner_text());
    if (name == "initial-creator") document_.author = one_line(pull_.inner_text());
    if (name == "creator" && document_.author.empty())
      document_.author = one_line(pull_.inner_text());
  }

  static std::size_t blanks(const std::string& count) {
    constexpr std::size_t kMost = 100;
    std::size_t number = 1;
    std::from_chars(count.data(), count.data() + count.size(), number);
    return std::min(number, kMost);
  }

  void begin(const std::string& name) {
    const std::string style = pull_.attribute("style-name");
    const auto known = styles_.find(style);
    Kind kind = known == styles_.end() ? kind_of_style(style) : known->second;
    if (name == "h" && kind == Kind::text) kind = Kind::heading;
    push({{}, kind, false});
  }

  void push(Open open) {
    if (open_.size() == kDeepest) throw Error("the document is nested too deep");
    open_.push_back(std::move(open));
  }

  void append(std::string_view text) {
    if (!open_.empty() && !open_.back().cell) open_.back().text += text;
  }
  /// Line ends within a paragraph are blanks.
  void append_words(std::string_view text) {
    if (open_.empty() || open_.back().cell || in_meta_) return;
    for (const char c : text) open_.back().text += c == '\n' || c == '\r' ? ' ' : c;
  }

  void close(std::string_view name) {
    if (name == "meta") in_meta_ = false;
    if (!in_body_) return;
    if (name == "p" || name == "h") end_paragraph();
    if (name == "table-cell" || name == "covered-table-cell") end_cell();
    if (name == "table-row") end_row();
  }

  void add(Kind kind, std::string_view text) {
    text = trim(text);
    if (text.empty()) return;
    const auto cell =
        std::find_if(open_.rbegin(), open_.rend(), [](const Open& o) { return o.cell; });
    if (cell == open_.rend())
      document_.parts.push_back({kind, std::string(text)});
    else
      cell->text.append(cell->text.empty() ? "" : "\n\n").append(text);
  }

  void end_paragraph() {
    if (open_.empty() || open_.back().cell) return;
    const Open paragraph = std::move(open_.back());
    open_.pop_back();
    add(paragraph.kind, paragraph.text);
  }

  void end_cell() {
    if (open_.empty() || !open_.back().cell) return;
    std::string text = std::move(open_.back().text);
    open_.pop_back();
    if (!rows_.empty()) rows_.back().push_back(std::move(text));
  }

  void end_row() {
    if (rows_.empty()) return;
    std::string line;
    for (std::size_t i = 0; i < rows_.back().size(); ++i)
      line.append(i == 0 ? "" : "\t").append(rows_.back()[i]);
    rows_.pop_back();
    add(Kind::text, line);
  }

  XmlPull pull_;
  Document& document_;
  std::map<std::string, Kind, std::less<>> styles_;
  std::vector<Open> open_;
  std::vector<std::vector<std::string>> rows_;
  bool in_meta_ = false, in_body_ = false;
};

}  // namespace

Document parse_odf_text(std::string_view bytes, const DocumentLimits& limits) {
  Document document;
  if (!bytes.starts_with("PK")) {
    OdfFile(bytes, document).read();
    return document;
  }
  const Members members = read_members(bytes, limits, document.damage, [](std::string_view name) {
    return name == "content.xml" || name == "meta.xml";
  });
  const auto content = members.find("content.xml");
  if (content == members.end()) throw_missing("there is no text in the document", document.damage);
  if (const auto meta = members.find("meta.xml"); meta != members.end())
    OdfFile(meta->second, document).read();
  OdfFile(content->second, document).read();
  return document;
}

}  // namespace dateline::indexing
