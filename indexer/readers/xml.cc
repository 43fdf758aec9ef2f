// SPDX-License-Identifier: GPL-2.0-or-later
#include "xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "html/resolve_url.h"
#include "sgml.h"
#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

using XmlText = std::unique_ptr<xmlChar, void (*)(xmlChar*)>;

XmlText owned(xmlChar* text) {
  return {text, [](xmlChar* given) { xmlFree(given); }};
}

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

struct Namespace {
  /// The beginning of its address, without scheme and "www.", in lower case.
  std::string_view address;
  std::string_view prefix;
};

constexpr Namespace kNamespaces[] = {
    {"purl.org/rss/1.0/modules/content", "content"},
    {"purl.org/rss/1.0/modules/", "="},  // as written
    {"purl.org/dc/", "dc"},
    {"purl.org/rss/1.0", ""},
    {"my.netscape.com/", ""},
    {"channel.netscape.com/", ""},
    {"backend.userland.com/", ""},
    {"blogs.law.harvard.edu/", ""},
    {"w3.org/2005/atom", "atom"},
    {"purl.org/atom/", "atom"},
    {"w3.org/1999/xhtml", "xhtml"},
    {"w3.org/1999/02/22-rdf-syntax-ns", "rdf"},
    {"search.yahoo.com/mrss", "media"},
    {"itunes.com/dtds/", "itunes"},
    {"rssnamespace.org/feedburner", "feedburner"},
    {"prismstandard.org/", "prism"},
    {"iptc.org/std/", ""},
    {"tei-c.org/ns/", ""},
    {"loc.gov/standards/alto/", ""},
    {"schema.ccs-gmbh.com/", ""},
    {"schema.primaresearch.org/page/", ""},
    {"loc.gov/mets", ""},
    {"loc.gov/mods", "mods"},
    {"w3.org/1999/xlink", "xlink"},
};

/// The known prefix of a namespace; "=" keeps the prefix of the file.
std::string_view known_prefix(std::string_view address) {
  const std::string lower = lower_ascii(address);
  std::string_view rest = lower;
  for (const std::string_view begin : {"http://", "https://", "www."})
    if (rest.starts_with(begin)) rest.remove_prefix(begin.size());
  if (rest.starts_with("wordpress.org/export/"))
    return rest.find("/excerpt") == std::string_view::npos ? "wp" : "excerpt";
  for (const Namespace& known : kNamespaces)
    if (rest.starts_with(known.address)) return known.prefix;
  return "=";
}

std::string_view local_name(std::string_view name) { return name.substr(name.find(':') + 1); }

bool is_element(const xmlNode* node) { return node->type == XML_ELEMENT_NODE; }

/// Escapes by numbers, because libxml2 skips named entities after a fault.
void append_escaped(std::string_view text, std::string& html) {
  for (const char c : text) {
    if (c == '<')
      html += "&#60;";
    else if (c == '>')
      html += "&#62;";
    else if (c == '&')
      html += "&#38;";
    else
      html += c;
  }
}

/// Elements of NITF and TEI that are HTML's under other names.
std::string_view html_name(const xmlNode* node) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"hl1", "h3"},  {"hl2", "h3"}, {"block", "div"}, {"bq", "blockquote"}, {"lg", "div"},
      {"l", "p"},     {"ab", "p"},   {"sp", "div"},    {"speaker", "p"},     {"list", "ul"},
      {"item", "li"}, {"row", "tr"}, {"cell", "td"},
  };
  const std::string_view name = local_name(view(node->name));
  for (const auto& [own, html] : kNames)
    if (name == own) return html;
  const bool in_html = node->parent != nullptr && local_name(view(node->parent->name)) == "html";
  return name == "head" && !in_html ? "h3" : name;
}

/// TEI's mark of a new line. A word that goes over it is one, without the hyphen.
void append_line_break(const xmlNode* node, std::string& html) {
  constexpr std::array<std::string_view, 4> kHyphens = {"-", "\xC2\xAC", "\xC2\xAD",
                                                        "\xE2\x80\x90"};
  const XmlText told = owned(xmlGetNoNsProp(node, BAD_CAST "break"));
  const std::string_view behind =
      node->next == nullptr ? std::string_view() : view(node->next->content);
  const bool lower = !behind.empty() && is_ascii_lower(behind.front());
  for (const std::string_view hyphen : kHyphens) {
    if (!html.ends_with(hyphen) || !(lower || view(told.get()) == "no")) continue;
    html.resize(html.size() - hyphen.size());
    return;
  }
  if (view(told.get()) != "no") html += ' ';
}

void append_html(const xmlNode* first, const std::vector<std::string_view>& left_out,
                 std::string& html) {
  for (const xmlNode* node = first; node != nullptr; node = node->next) {
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
      append_escaped(view(node->content), html);
    if (!is_element(node)) continue;
    const std::string_view own = local_name(view(node->name)), name = html_name(node);
    if (std::ranges::find(left_out, own) != left_out.end()) continue;
    if (own == "lb") {
      append_line_break(node, html);
      continue;
    }
    html.append("<").append(name).append(">");
    append_html(node->children, left_out, html);
    if (node->children != nullptr || (name != "br" && name != "hr" && name != "img"))
      html.append("</").append(name).append(">");
  }
}

void append_text(const xmlNode* first, std::string& text) {
  for (const xmlNode* node = first; node != nullptr; node = node->next) {
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
      text += view(node->content);
    append_text(is_element(node) ? node->children : nullptr, text);
  }
}

struct Verbatim {
  std::string_view open, close;
  bool ends = true;  // a closed one may follow
};

/// The length of the CDATA section, comment or instruction at the start of `text`; 0 if there is
/// none or it has no end.
std::size_t verbatim_length(std::string_view text, std::array<Verbatim, 3>& kinds) {
  for (Verbatim& kind : kinds)
    if (kind.ends && text.starts_with(kind.open)) {
      const std::size_t end = text.find(kind.close, kind.open.size());
      kind.ends = end != std::string_view::npos;
      return kind.ends ? end + kind.close.size() : 0;
    }
  return 0;
}

/// Whether a character may follow the "<" of a tag.
bool begins_tag(char c) {
  return is_ascii_letter(c) || c == '/' || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Appends the entity or "&" at the start of `text`, and returns its length.
std::size_t append_entity(std::string_view text, std::string& mended) {
  constexpr std::size_t kLongest = 12;
  const std::size_t end = text.substr(0, kLongest).find(';');
  const std::string_view entity = text.substr(0, end == std::string_view::npos ? 1 : end + 1);
  if (entity == "&quot;") return mended += "&#34;", entity.size();
  if (entity.size() > 2)
    if (const std::string decoded = decode_entities(entity); decoded != entity) {
      append_escaped(decoded, mended);
      return entity.size();
    }
  mended += "&#38;";
  return 1;
}

void collect(const xmlNode* node, std::string_view name, std::vector<XmlElement>& found,
             bool only_first) {
  for (xmlNode* child = node->children; child != nullptr; child = child->next) {
    if (!is_element(child)) continue;
    if (XmlElement(child).name() == name) found.emplace_back(child);
    if (only_first && !found.empty()) return;
    collect(child, name, found, only_first);
    if (only_first && !found.empty()) return;
  }
}

}  // namespace

std::string mend_entities(std::string_view text) {
  std::array<Verbatim, 3> kinds{{{"<![CDATA[", "]]>"}, {"<!--", "-->"}, {"<?", "?>"}}};
  std::string mended;
  mended.reserve(text.size());
  while (!text.empty()) {
    const std::size_t at = std::min(text.find_first_of("&<"), text.size());
    mended += text.substr(0, at);
    text.remove_prefix(at);
    if (text.empty()) break;
    if (text.front() == '&') {
      text.remove_prefix(append_entity(text, mended));
      continue;
    }
    std::size_t length = verbatim_length(text, kinds);
    if (length == 0 && text.size() > 1 && begins_tag(text[1])) length = 1;
    mended += length == 0 ? "&#60;" : text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return mended;
}

std::string XmlElement::name() const {
  const std::string_view local = view(node_->name);
  if (node_->ns == nullptr) return std::string(local);  // "dc:title" if "dc" is not declared
  std::string_view prefix = known_prefix(view(node_->ns->href));
  if (prefix == "=") prefix = view(node_->ns->prefix);
  return prefix.empty() ? std::string(local) : std::string(prefix).append(":").append(local);
}

std::string XmlElement::attribute(std::string_view name) const {
  if (node_ == nullptr) return {};
  for (xmlAttr* at = node_->properties; at != nullptr; at = at->next)
    if (local_name(view(at->name)) == name) {
      std::string value;
      append_text(at->children, value);
      return std::string(trim(value));
    }
  return {};
}

std::vector<std::pair<std::string, std::string>> XmlElement::attributes() const {
  std::vector<std::pair<std::string, std::string>> all;
  if (node_ == nullptr) return all;
  for (xmlAttr* at = node_->properties; at != nullptr; at = at->next) {
    std::string value;
    append_text(at->children, value);
    all.emplace_back(view(at->name), trim(value));
  }
  return all;
}

std::string XmlElement::text() const {
  std::string text;
  if (node_ != nullptr) append_text(node_->children, text);
  return text;
}

std::string XmlElement::line() const { return one_line(text()); }

bool XmlElement::has_elements() const {
  if (node_ == nullptr) return false;
  for (const xmlNode* child = node_->children; child != nullptr; child = child->next)
    if (is_element(child)) return true;
  return false;
}

std::string XmlElement::inner_html(const std::vector<std::string_view>& left_out) const {
  std::string html;
  if (node_ != nullptr) append_html(node_->children, left_out, html);
  return html;
}

XmlElement XmlElement::child(std::string_view name) const {
  for (const XmlElement& each : children())
    if (each.name() == name) return each;
  return {};
}

std::vector<XmlElement> XmlElement::children() const {
  std::vector<XmlElement> found;
  if (node_ == nullptr) return found;
  for (xmlNode* child = node_->children; child != nullptr; child = child->next)
    if (is_element(child)) found.emplace_back(child);
  return found;
}

std::vector<XmlElement> XmlElement::children(std::string_view name) const {
  std::vector<XmlElement> found = children();
  std::erase_if(found, [&](const XmlElement& each) { return each.name() != name; });
  return found;
}

std::vector<XmlElement> XmlElement::descendants(std::string_view name) const {
  std::vector<XmlElement> found;
  if (node_ != nullptr) collect(node_, name, found, false);
  return found;
}

XmlElement XmlElement::descendant(std::string_view name) const {
  std::vector<XmlElement> found;
  if (node_ != nullptr) collect(node_, name, found, true);
  return found.empty() ? XmlElement() : found.front();
}

std::string XmlElement::language() const {
  for (xmlNode* node = node_; node != nullptr && is_element(node); node = node->parent)
    if (const XmlText language = owned(xmlGetNsProp(node, BAD_CAST "lang", XML_XML_NAMESPACE));
        language && *language != 0)
      return one_line(view(language.get()));
  return {};
}

std::string XmlElement::resolved(std::string_view address, std::string_view base) const {
  std::string result(trim(address));
  if (result.empty()) return result;
  for (xmlNode* node = node_; node != nullptr && is_element(node); node = node->parent)
    if (const XmlText own = owned(xmlGetNsProp(node, BAD_CAST "base", XML_XML_NAMESPACE)); own)
      result = resolve_url(result, view(own.get()));
  return resolve_url(result, base);
}

XmlDocument::XmlDocument(std::string_view text) : document_(nullptr, &xmlFreeDoc) {
  static std::once_flag initialised;
  std::call_once(initialised, [] { xmlInitParser(); });
  const std::string mended = mend_entities(text);
  constexpr std::size_t kLargest = 1U << 30;
  if (mended.size() > kLargest) return;
  // "HUGE" removes libxml2's limits; XmlRecords has its own.
  document_.reset(xmlReadMemory(mended.data(), static_cast<int>(mended.size()), nullptr, "UTF-8",
                                XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                    XML_PARSE_NOWARNING | XML_PARSE_HUGE | XML_PARSE_NOCDATA));
}

XmlElement XmlDocument::root() const {
  return XmlElement(document_ ? xmlDocGetRootElement(document_.get()) : nullptr);
}

}  // namespace dateline::indexing
