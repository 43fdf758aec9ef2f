// SPDX-License-Identifier: GPL-2.0-or-later
#include "page_signals.h"

#include <fmt/format.h>

#include <algorithm>

#include "boilerplate_rules.h"
#include "html_text.h"
#include "text/ascii.h"
#include "text/plain_text.h"
#include "text/url.h"

namespace dateline::indexing {
namespace {

std::string element_text(const GumboNode& node) {
  std::string text;
  for (const HtmlParagraph& paragraph : html_paragraphs(
           node, [&](const GumboNode& inner) { return &inner != &node && is_unseen(inner); }))
    text.append(text.empty() ? "" : " ").append(paragraph.text);
  return one_line(text);
}

/// Whether the text of an element and all elements below it has at most `left` bytes.
bool is_short(const GumboNode& node, std::size_t& left) {
  const std::size_t own = own_text(node).size();
  if (own > left) return false;
  left -= own;
  for (const GumboNode* child : children(node))
    if (!is_short(*child, left)) return false;
  return true;
}

bool is_short(const GumboNode& node) {
  std::size_t left = 1000;
  return is_short(node, left);
}

/// "/", "https://harbour.example", "https://harbour.example/"
bool is_home(std::string_view href) {
  const std::size_t host = href.find("//");
  const std::size_t path = href.find('/', host == std::string_view::npos ? 0 : host + 2);
  return !href.empty() && (path == std::string_view::npos ? host != std::string_view::npos
                                                          : path + 1 == href.size());
}

/// Whether an element holds nothing but a link to the front page.
bool only_home_link(const GumboNode& node) {
  if (tag_of(node) == GUMBO_TAG_A) return is_home(trim(attribute(node, "href")));
  const GumboNode* only = nullptr;
  for (const GumboNode* child : children(node)) {
    const bool element = tag_of(*child) != GUMBO_TAG_LAST;
    if (!element && trim(own_text(*child)).empty()) continue;
    if (!element || only != nullptr) return false;
    only = child;
  }
  return only != nullptr && only_home_link(*only);
}

/// Whether a heading is the outlet's logo.
bool is_logo(const GumboNode& heading) {
  const GumboNode& around = *heading.parent;
  return only_home_link(heading) ||
         (tag_of(around) == GUMBO_TAG_A && is_home(trim(attribute(around, "href"))));
}

class SignalReader {
 public:
  explicit SignalReader(PageSignals& into) : into_(into) {}

  void look(const GumboNode& node, bool in_item) {
    const GumboTag tag = tag_of(node);
    if (tag == GUMBO_TAG_LAST) return;
    switch (tag) {
      case GUMBO_TAG_HTML:
        into_.language = attribute(node, "lang");
        if (into_.language.empty()) into_.language = attribute(node, "xml:lang");
        break;
      case GUMBO_TAG_META:
        meta(node);
        break;
      case GUMBO_TAG_TITLE:
        if (into_.title.empty()) into_.title = own_content(node);
        break;
      case GUMBO_TAG_BASE:
        if (into_.base.empty()) into_.base = attribute(node, "href");
        break;
      case GUMBO_TAG_LINK:
        if (into_.canonical.empty() && lower_ascii(attribute(node, "rel")) == "canonical")
          into_.canonical = trim(attribute(node, "href"));
        break;
      case GUMBO_TAG_H1:
        if (is_logo(node))
          into_.logo = true;
        else
          into_.headings.push_back(element_text(node));
        break;
      case GUMBO_TAG_SPAN:  // which <font> is by now
        if (is_large(attribute(node, "size")) && is_short(node)) add(large_, element_text(node));
        break;
      case GUMBO_TAG_A:
        if (lower_ascii(attribute(node, "rel")).find("author") != std::string::npos)
          add(into_.authors_by_rel, element_text(node));
        break;
      default:
        break;
    }
    const bool item = property(node, in_item);
    named(node);
    for (const GumboNode* child : children(node)) look(*child, item);
  }

  /// Pages laid out by tables have no headings: there the headline is the one text of some words in
  /// large letters.
  void take_large_as_heading() {
    constexpr std::ptrdiff_t kFewestWords = 4;
    constexpr std::size_t kLongest = 200;
    if (!into_.headings.empty() || into_.logo) return;
    std::erase_if(large_, [](const std::string& text) {
      return text.size() > kLongest || std::ranges::count(text, ' ') + 1 < kFewestWords;
    });
    if (large_.size() == 1) into_.headings = std::move(large_);
  }

 private:
  /// The sizes from 1 to 7 of old pages; 3 is that of the text.
  static bool is_large(std::string_view size) {
    return size == "5" || size == "6" || size == "7" || size == "+2" || size == "+3" ||
           size == "+4";
  }

  static void add(std::vector<std::string>& list, std::string text) {
    constexpr std::size_t kMost = 20;
    if (!text.empty() && list.size() < kMost) list.push_back(std::move(text));
  }

  static std::string own_content(const GumboNode& node) {
    std::string text;
    for (const GumboNode* child : children(node)) text += own_text(*child);
    return plain(text);
  }

  void meta(const GumboNode& node) {
    const std::string content = plain(attribute(node, "content"));
    for (const char* key : {"property", "name", "http-equiv"}) {
      const std::string name = lower_ascii(trim(attribute(node, key)));
      if (name.empty() || content.empty()) continue;
      if (name == "article:tag" || name == "og:article:tag") into_.tags.push_back(content);
      const auto [known, fresh] = into_.meta.emplace(name, content);
      // A page may have several authors, each in a tag of its own.
      if (!fresh &&
          (name == "article:author" || name == "author" || name == "citation_author" ||
           name == "dc.creator" || name == "parsely-author") &&
          known->second.find(content) == std::string::npos)
        known->second.append(", ").append(content);
    }
  }

  /// Reads microdata. A person or an organization within the article is one value: its name.
  bool property(const GumboNode& node, bool in_item) {
    const std::string_view type = attribute(node, "itemtype");
    if (type.ends_with("Article") || type.ends_with("BlogPosting")) into_.article_markup = true;
    const std::string name(trim(attribute(node, "itemprop")));
    if (name.empty() || name.find("articleBody") != std::string::npos) return in_item;
    if (in_item || into_.property.contains(name)) return in_item;
    if (name.starts_with("date") && is_elsewhere(node)) return in_item;
    if (has_attribute(node, "itemscope")) {
      const std::string inner = name_within(node);
      if (!inner.empty()) into_.property.emplace(name, inner);
      return name == "author" || name == "publisher" || name == "creator" || name == "comment" ||
             name == "image" || name == "mainEntityOfPage" || in_item;
    }
    std::string value;
    for (const char* key : {"content", "datetime"})
      if (value.empty()) value = plain(attribute(node, key));
    if (value.empty()) value = name_within(node);
    if (value.empty() && is_short(node)) value = element_text(node);
    constexpr std::size_t kLongest = 400;
    if (!value.empty() && value.size() <= kLongest) into_.property.emplace(name, value);
    return in_item;
  }

  /// Whether an element belongs to comments or other articles.
  static bool is_elsewhere(const GumboNode& node) {
    for (const GumboNode* at = &node; at != nullptr; at = at->parent) {
      const Boilerplate rule = boilerplate_of(*at);
      if (rule == Boilerplate::visitors || rule == Boilerplate::aside)
        return tag_of(*at) != GUMBO_TAG_BODY;
    }
    return false;
  }

  static std::string name_within(const GumboNode& node) {
    for (const GumboNode* child : children(node)) {
      if (tag_of(*child) == GUMBO_TAG_LAST) continue;
      if (attribute(*child, "itemprop") == "name")
        return has_attribute(*child, "content") ? plain(attribute(*child, "content"))
                                                : element_text(*child);
      std::string inner = name_within(*child);
      if (!inner.empty()) return inner;
    }
    return {};
  }

  /// Reads elements whose names mark an author.
  void named(const GumboNode& node) {
    constexpr std::size_t kLongest = 120;
    constexpr std::size_t kMost = 8;
    if (into_.bylines.size() >= kMost) return;
    const std::string names = lower_ascii(std::string(attribute(node, "class")) + " " +
                                          std::string(attribute(node, "id")));
    if (names == " ") return;
    const auto has = [&](std::string_view word) { return names.find(word) != std::string::npos; };
    const bool byline = has("byline") || has("author") || has("-by") || has("writer");
    if (!byline || has("comment") || has("related")) return;
    if (!is_short(node)) return;
    const std::string text = element_text(node);
    if (text.empty() || text.size() > kLongest) return;
    into_.bylines.push_back(text);
  }

  PageSignals& into_;
  std::vector<std::string> large_;  // texts in large letters
};

}  // namespace

std::string plain(std::string_view value) {
  if (value.find_first_of("<&") == std::string_view::npos) return one_line(value);
  return one_line(html_to_text(value));
}

bool looks_like_url(std::string_view text) {
  return is_http_url(text) || text.starts_with("//") || text.starts_with("/") ||
         text.starts_with("www.");
}

PageSignals read_signals(const HtmlTree& tree) {
  PageSignals signals;
  SignalReader reader(signals);
  reader.look(tree.root(), false);
  reader.take_large_as_heading();
  return signals;
}

}  // namespace dateline::indexing
