// SPDX-License-Identifier: GPL-2.0-or-later
#include "html_tree.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "html_limits.h"
#include "text/ascii.h"

namespace dateline::indexing {

namespace {

/// Turns unintended links into plain elements: a link that is not closed, which HTML reopens in
/// every later block, and a link around the paragraphs of a whole text.
class LinkMender {
 public:
  void mend(GumboNode& root) {
    look(root);
    for (const auto& [tag, link] : links_)
      if (link.paragraphs >= kWholeText ||
          (!link.closed && link.nodes.size() + link.paragraphs >= kSpan))
        for (GumboNode* node : link.nodes) node->v.element.tag = GUMBO_TAG_SPAN;
  }

 private:
  static constexpr std::size_t kSpan = 3;       // elements made of one tag, and paragraphs in them
  static constexpr std::size_t kWholeText = 6;  // paragraphs in one link; a teaser has fewer
  /// An <a> of the source and the elements that the parser made of it.
  struct Link {
    std::vector<GumboNode*> nodes;
    std::size_t paragraphs = 0;
    bool closed = false;
  };

  void look(GumboNode& node) {
    if (node.type != GUMBO_NODE_ELEMENT) return;
    const GumboElement& element = node.v.element;
    const bool link = element.tag == GUMBO_TAG_A && has_attribute(node, "href");
    if (link) {
      Link& one = links_[element.original_tag.data];
      one.nodes.push_back(&node);
      const std::string_view end(element.original_end_tag.data, element.original_end_tag.length);
      one.closed |= lower_ascii(end.substr(0, 3)) == "</a" && end.find_first_of("> \n") == 3;
      open_.push_back(&one);
    }
    if (element.tag == GUMBO_TAG_P && !open_.empty()) ++open_.back()->paragraphs;
    const GumboVector& inner = element.children;
    for (unsigned i = 0; i < inner.length; ++i) look(*static_cast<GumboNode*>(inner.data[i]));
    if (link) open_.pop_back();
  }

  std::map<const char*, Link> links_;  // by the tag's place in the source
  std::vector<Link*> open_;
};

}  // namespace

HtmlTree::HtmlTree(std::string_view html) {
  LimitedMarkup limited = limit_markup(html);
  html_ = std::move(limited.html);
  json_ld_ = std::move(limited.json_ld);
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  output_ = gumbo_parse_with_options(&options, html_.data(), html_.size());
  if (output_ == nullptr) throw std::bad_alloc();
  LinkMender().mend(*output_->root);
}

HtmlTree::~HtmlTree() { gumbo_destroy_output(&kGumboDefaultOptions, output_); }

std::span<const GumboNode* const> children(const GumboNode& node) {
  if (node.type != GUMBO_NODE_ELEMENT) return {};
  const GumboVector& vector = node.v.element.children;
  return {reinterpret_cast<const GumboNode* const*>(vector.data), vector.length};
}

GumboTag tag_of(const GumboNode& node) {
  return node.type == GUMBO_NODE_ELEMENT ? node.v.element.tag : GUMBO_TAG_LAST;
}

std::string tag_name(const GumboNode& node) {
  const GumboTag tag = tag_of(node);
  if (tag == GUMBO_TAG_LAST) return {};
  if (tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(tag);
  GumboStringPiece name = node.v.element.original_tag;
  gumbo_tag_from_original_text(&name);
  return lower_ascii(std::string_view(name.data, name.length));
}

std::string_view attribute(const GumboNode& node, const char* name) {
  if (node.type != GUMBO_NODE_ELEMENT) return {};
  const GumboAttribute* found = gumbo_get_attribute(&node.v.element.attributes, name);
  return found == nullptr ? std::string_view() : found->value;
}

bool has_attribute(const GumboNode& node, const char* name) {
  return node.type == GUMBO_NODE_ELEMENT &&
         gumbo_get_attribute(&node.v.element.attributes, name) != nullptr;
}

std::string_view own_text(const GumboNode& node) {
  const bool text = node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE ||
                    node.type == GUMBO_NODE_CDATA;
  return text ? std::string_view(node.v.text.text) : std::string_view();
}

bool is_block(GumboTag tag) {
  static constexpr GumboTag kBlocks[] = {
      GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE,  GUMBO_TAG_ASIDE,      GUMBO_TAG_BLOCKQUOTE,
      GUMBO_TAG_BODY,    GUMBO_TAG_CAPTION,  GUMBO_TAG_CENTER,     GUMBO_TAG_DD,
      GUMBO_TAG_DETAILS, GUMBO_TAG_DIR,      GUMBO_TAG_DIV,        GUMBO_TAG_DL,
      GUMBO_TAG_DT,      GUMBO_TAG_FIELDSET, GUMBO_TAG_FIGCAPTION, GUMBO_TAG_FIGURE,
      GUMBO_TAG_FOOTER,  GUMBO_TAG_FORM,     GUMBO_TAG_H1,         GUMBO_TAG_H2,
      GUMBO_TAG_H3,      GUMBO_TAG_H4,       GUMBO_TAG_H5,         GUMBO_TAG_H6,
      GUMBO_TAG_HEADER,  GUMBO_TAG_HGROUP,   GUMBO_TAG_HR,         GUMBO_TAG_HTML,
      GUMBO_TAG_LEGEND,  GUMBO_TAG_LI,       GUMBO_TAG_LISTING,    GUMBO_TAG_MAIN,
      GUMBO_TAG_MENU,    GUMBO_TAG_NAV,      GUMBO_TAG_OL,         GUMBO_TAG_P,
      GUMBO_TAG_PRE,     GUMBO_TAG_SECTION,  GUMBO_TAG_SUMMARY,    GUMBO_TAG_TABLE,
      GUMBO_TAG_TBODY,   GUMBO_TAG_TD,       GUMBO_TAG_TFOOT,      GUMBO_TAG_TH,
      GUMBO_TAG_THEAD,   GUMBO_TAG_TR,       GUMBO_TAG_UL};
  return std::find(std::begin(kBlocks), std::end(kBlocks), tag) != std::end(kBlocks);
}

bool is_unseen(const GumboNode& node) {
  static constexpr GumboTag kUnseen[] = {GUMBO_TAG_HEAD,   GUMBO_TAG_TITLE,  GUMBO_TAG_BUTTON,
                                         GUMBO_TAG_SELECT, GUMBO_TAG_OPTION, GUMBO_TAG_DATALIST,
                                         GUMBO_TAG_RP,     GUMBO_TAG_RT};
  const GumboTag tag = tag_of(node);
  if (tag == GUMBO_TAG_LAST) return false;
  if (std::find(std::begin(kUnseen), std::end(kUnseen), tag) != std::end(kUnseen)) return true;
  if (has_attribute(node, "hidden") || attribute(node, "aria-hidden") == "true") return true;
  std::string style = lower_ascii(attribute(node, "style"));
  std::erase(style, ' ');
  return style.find("display:none") != std::string::npos ||
         style.find("visibility:hidden") != std::string::npos;
}

}  // namespace dateline::indexing
