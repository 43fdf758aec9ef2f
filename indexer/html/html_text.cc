// SPDX-License-Identifier: GPL-2.0-or-later
#include "html_text.h"

#include <algorithm>

#include "html_tree.h"
#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

bool is_cell(GumboTag tag) { return tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH; }

/// Measures that separate a table of data from a table for layout.
struct TableShape {
  std::size_t rows = 0, cells = 0, longest = 0;  // bytes of the longest cell
  bool nested = false;

  void look(const GumboNode& node, std::size_t& cell) {
    cell += own_text(node).size();
    for (const GumboNode* child : children(node)) {
      if (nested) return;
      const GumboTag tag = tag_of(*child);
      nested = tag == GUMBO_TAG_TABLE;
      if (tag == GUMBO_TAG_TR) ++rows;
      std::size_t inside = 0;
      look(*child, is_cell(tag) ? inside : cell);
      if (!is_cell(tag)) continue;
      ++cells;
      longest = std::max(longest, inside);
    }
  }
};

bool holds_data(const GumboNode& table) {
  constexpr std::size_t kLongestCell = 300;
  const std::string_view role = attribute(table, "role");
  if (role == "presentation" || role == "none") return false;
  TableShape shape;
  std::size_t outside = 0;
  shape.look(table, outside);
  return !shape.nested && shape.cells > shape.rows && shape.longest <= kLongestCell;
}

/// Writes elements as paragraphs.
class ParagraphWriter {
 public:
  ParagraphWriter(const GumboNode& element, const std::function<bool(const GumboNode&)>& left_out)
      : left_out_(left_out), block_(&element) {
    write(element);
  }

  void write(const GumboNode& node) {
    if (node.type != GUMBO_NODE_ELEMENT) return text(own_text(node));
    if (left_out_(node)) return;
    const GumboTag tag = tag_of(node);
    if (tag == GUMBO_TAG_BR) return line_break();
    const GumboNode* const outer_block = block_;
    if (is_block(tag)) block_ = &node;
    const bool link = tag == GUMBO_TAG_A && has_attribute(node, "href");
    links_ += link ? 1 : 0;
    const bool data = tag == GUMBO_TAG_TABLE && holds_data(node);
    if (data) gap(Gap::paragraph);
    data_tables_ += data ? 1 : 0;
    begin(tag);
    for (const GumboNode* child : children(node)) write(*child);
    end(tag);
    data_tables_ -= data ? 1 : 0;
    if (data) gap(Gap::paragraph);
    links_ -= link ? 1 : 0;
    block_ = outer_block;
  }

  std::vector<HtmlParagraph> take() {
    for (HtmlParagraph& paragraph : paragraphs_) {
      clean_text(paragraph.text);
      paragraph.text = std::string(trim(paragraph.text));
    }
    std::erase_if(paragraphs_,
                  [](const HtmlParagraph& paragraph) { return paragraph.text.empty(); });
    return std::move(paragraphs_);
  }

 private:
  enum class Gap { none, space, cell, line, paragraph };

  void begin(GumboTag tag) {
    switch (tag) {
      case GUMBO_TAG_LI:
        gap(Gap::line);
        in_item_ = true;
        break;
      case GUMBO_TAG_UL:
      case GUMBO_TAG_OL:
        gap(lists_++ > 0 ? Gap::line : Gap::paragraph);
        break;
      case GUMBO_TAG_PRE:
        gap(Gap::paragraph);
        ++preformatted_;
        break;
      default:
        boundary(tag);
        break;
    }
  }

  void end(GumboTag tag) {
    switch (tag) {
      case GUMBO_TAG_LI:
        in_item_ = false;
        gap(Gap::line);
        break;
      case GUMBO_TAG_UL:
      case GUMBO_TAG_OL:
        gap(--lists_ > 0 ? Gap::line : Gap::paragraph);
        break;
      case GUMBO_TAG_PRE:
        gap(Gap::paragraph);
        --preformatted_;
        break;
      default:
        boundary(tag);
        break;
    }
  }

  /// Writes the white space or mark before and after an element.
  void boundary(GumboTag tag) {
    switch (tag) {
      case GUMBO_TAG_TD:
      case GUMBO_TAG_TH:
        gap(data_tables_ > 0 ? Gap::cell : Gap::paragraph);
        break;
      case GUMBO_TAG_TR:
        gap(data_tables_ > 0 ? Gap::line : Gap::paragraph);
        break;
      case GUMBO_TAG_DT:
      case GUMBO_TAG_DD:
      case GUMBO_TAG_SUMMARY:
        gap(Gap::line);
        break;
      case GUMBO_TAG_TBODY:
      case GUMBO_TAG_THEAD:
      case GUMBO_TAG_TFOOT:
        break;
      default:
        if (is_block(tag) && !in_item_) gap(data_tables_ > 0 ? Gap::space : Gap::paragraph);
        break;
    }
  }

  void gap(Gap wider) { gap_ = std::max(gap_, wider); }

  void line_break() { gap(gap_ == Gap::line ? Gap::paragraph : Gap::line); }

  void text(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
      if (const std::size_t length = space_at(text, at); length > 0) {
        preformatted_ > 0 && text[at] == '\n' ? line_break() : gap(Gap::space);
        at += length;
        continue;
      }
      if (const std::size_t length = invisible_at(text, at); length > 0) {
        at += length;
        continue;
      }
      open();
      paragraphs_.back().text += text[at++];
      if (links_ > 0) ++paragraphs_.back().linked;
    }
  }

  /// Writes the separator between the text before and the text that follows.
  void open() {
    if (paragraphs_.empty() || gap_ == Gap::paragraph)
      paragraphs_.push_back({{}, 0, block_});
    else if (gap_ == Gap::line)
      paragraphs_.back().text += '\n';
    else if (gap_ != Gap::none)
      paragraphs_.back().text += gap_ == Gap::cell ? "  " : " ";
    if (in_item_) paragraphs_.back().text += "- ";
    in_item_ = false;
    gap_ = Gap::none;
  }

  /// The length of the white space at `at`; a no-break space is one.
  static std::size_t space_at(std::string_view text, std::size_t at) {
    const char c = text[at];
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') return 1;
    return text.substr(at).starts_with("\xC2\xA0") ? 2 : 0;
  }

  /// The length of a soft hyphen or a zero-width space, which mark places where a word may be
  /// broken.
  static std::size_t invisible_at(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at, 3);
    if (rest.starts_with("\xC2\xAD")) return 2;
    return rest == "\xE2\x80\x8B" || rest == "\xEF\xBB\xBF" ? 3 : 0;
  }

  const std::function<bool(const GumboNode&)>& left_out_;
  std::vector<HtmlParagraph> paragraphs_;
  const GumboNode* block_;  // the innermost one that is open
  Gap gap_ = Gap::none;
  bool in_item_ = false;  // a list's item has begun and has no text yet
  unsigned lists_ = 0, preformatted_ = 0, links_ = 0, data_tables_ = 0;
};

}  // namespace

std::vector<HtmlParagraph> html_paragraphs(const GumboNode& element,
                                           const std::function<bool(const GumboNode&)>& left_out) {
  return ParagraphWriter(element, left_out).take();
}

std::string html_to_text(std::string_view html) {
  if (html.find_first_of("<&") == std::string_view::npos && valid_utf8(html)) {
    // Text without HTML, as most titles of feeds are.
    std::string text = one_line(html);
    clean_text(text);
    return text;
  }
  std::string clean(html);
  clean_text(clean);
  const HtmlTree tree(clean);
  std::string text;
  for (const HtmlParagraph& paragraph : html_paragraphs(tree.root(), is_unseen))
    text.append(text.empty() ? "" : "\n\n").append(paragraph.text);
  return text;
}

}  // namespace dateline::indexing
