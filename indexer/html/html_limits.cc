// SPDX-License-Identifier: GPL-2.0-or-later
#include "html_limits.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "text/ascii.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kDeepest = 100;        // nested elements that have end tags
constexpr std::size_t kMostTags = 300'000;   // of a page; after them only text is kept
constexpr std::size_t kMostAttributes = 64;  // of a tag
constexpr std::size_t kLongestAttribute = 2048;

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Elements whose content is text up to the end tag.
constexpr std::array<std::string_view, 7> kRaw = {"script",  "style",    "noscript", "iframe",
                                                  "noembed", "noframes", "textarea"};
/// Other elements that are dropped with their content.
constexpr std::array<std::string_view, 7> kDropped = {"svg",    "math",  "template", "select",
                                                      "canvas", "audio", "video"};
/// Formatting elements, which parsers reopen in every following block. Each becomes a <span>.
constexpr std::array<std::string_view, 13> kFormatting = {
    "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"};
/// Elements without an end tag, or with an optional one.
constexpr std::array<std::string_view, 36> kUncounted = {
    "area",  "base",  "basefont", "bgsound", "br",   "col",  "embed", "frame",  "hr",
    "img",   "image", "input",    "keygen",  "link", "meta", "param", "source", "track",
    "wbr",   "p",     "li",       "dt",      "dd",   "tr",   "td",    "th",     "tbody",
    "thead", "tfoot", "colgroup", "a",       "html", "head", "body",  "title",  "caption"};
/// Tags that carry no information here and mislead the parser.
constexpr std::array<std::string_view, 8> kIgnored = {
    "plaintext", "option", "optgroup", "frameset", "isindex", "marquee", "xmp", "applet"};
/// Elements that an end tag of another kind does not close.
constexpr std::array<std::string_view, 3> kBarriers = {"table", "object", "button"};
/// Blocks, which the end tag of an inline element does not close. All other elements are inline.
constexpr std::array<std::string_view, 33> kBlocks = {
    "address",  "article",    "aside",  "blockquote", "center", "details", "dir", "div", "dl",
    "fieldset", "figcaption", "figure", "footer",     "h1",     "h2",      "h3",  "h4",  "h5",
    "h6",       "header",     "hgroup", "listing",    "main",   "menu",    "nav", "ol",  "pre",
    "section",  "summary",    "ul",     "table",      "object", "button"};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

struct Tag {
  std::string name;  // lower case
  bool closing = false;
  std::string attributes;   // as written, those worth keeping
  std::string script_type;  // of a script
  std::size_t end = 0;      // behind its ">"
};

/// An attribute that is needed to read the text.
bool is_kept(std::string_view attribute) {
  if (attribute.size() > kLongestAttribute) return false;
  const std::string begin = lower_ascii(attribute.substr(0, 3));
  return begin != "src" && !begin.starts_with("on");
}

/// The tag at `begin`, where "<" and a name (or "/" and a name) stand.
Tag scan_tag(std::string_view html, std::size_t begin) {
  Tag tag;
  std::size_t at = begin + 1;
  if (html[at] == '/') {
    tag.closing = true;
    ++at;
  }
  const std::size_t name = at;
  while (at < html.size() && !is_space(html[at]) && html[at] != '/' && html[at] != '>') ++at;
  tag.name = lower_ascii(html.substr(name, at - name));
  for (std::size_t count = 0; at < html.size() && html[at] != '>';) {
    if (is_space(html[at]) || html[at] == '/') {
      ++at;
      continue;
    }
    const std::size_t attribute = at++;  // may begin with "="
    while (at < html.size() && html[at] != '=' && html[at] != '>' && html[at] != '/' &&
           !is_space(html[at]))
      ++at;
    std::size_t value = at;
    while (value < html.size() && is_space(html[value])) ++value;
    if (value < html.size() && html[value] == '=') {
      ++value;
      while (value < html.size() && is_space(html[value])) ++value;
      if (value < html.size() && (html[value] == '"' || html[value] == '\'')) {
        at = html.find(html[value], value + 1);
        at = at == std::string_view::npos ? html.size() : at + 1;
      } else {
        at = value;
        while (at < html.size() && html[at] != '>' && !is_space(html[at])) ++at;
      }
    }
    const std::string_view text = html.substr(attribute, at - attribute);
    if (tag.name == "script" && lower_ascii(text.substr(0, 4)) == "type")
      tag.script_type = lower_ascii(text);
    if (!tag.closing && count < kMostAttributes && is_kept(text)) {
      tag.attributes.append(" ").append(text);
      ++count;
    }
  }
  tag.end = std::min(at + 1, html.size());
  return tag;
}

/// Where "</name" begins at or after `from`; npos when it does not.
std::size_t find_end_tag(std::string_view html, std::string_view name, std::size_t from) {
  for (std::size_t at = html.find("</", from); at != std::string_view::npos;
       at = html.find("</", at + 2)) {
    const std::size_t behind = at + 2 + name.size();
    if (lower_ascii(html.substr(at + 2, name.size())) != name) continue;
    if (behind >= html.size() || is_space(html[behind]) || html[behind] == '>' ||
        html[behind] == '/')
      return at;
  }
  return std::string_view::npos;
}

class HtmlLimiter {
 public:
  explicit HtmlLimiter(std::string_view html) : html_(html) { out_.html.reserve(html.size()); }

  LimitedMarkup run() {
    while (at_ < html_.size()) {
      const std::size_t tag = std::min(html_.find('<', at_), html_.size());
      text(html_.substr(at_, tag - at_));
      at_ = tag;
      if (at_ < html_.size()) markup();
    }
    return std::move(out_);
  }

 private:
  void text(std::string_view text) {
    // A section of XML in HTML is text without its brackets.
    const std::size_t end = in_cdata_ ? text.find("]]>") : std::string_view::npos;
    if (end == std::string_view::npos) {
      out_.html += text;
      return;
    }
    in_cdata_ = false;
    out_.html.append(text.substr(0, end)).append(text.substr(end + 3));
  }

  void markup() {
    const std::string_view rest = html_.substr(at_);
    const char next = rest.size() > 1 ? rest[1] : ' ';
    if (rest.starts_with("<!--")) return comment();
    if (rest.starts_with("<![CDATA[")) {
      in_cdata_ = true;
      at_ += 9;
    } else if (next == '!' || next == '?') {
      skip_to(html_.find('>', at_), 1);
    } else if (is_ascii_letter(next) ||
               (next == '/' && rest.size() > 2 && is_ascii_letter(rest[2]))) {
      const Tag tag = scan_tag(html_, at_);
      at_ = tag.end;
      tag.closing ? close(tag) : open(tag);
    } else {
      out_.html += next == '/' ? "" : "&lt;";
      ++at_;
    }
  }

  void skip_to(std::size_t found, std::size_t length) {
    at_ = found == std::string_view::npos ? html_.size() : found + length;
  }

  /// Drops a comment. Of a comment without an end only "<!--" is dropped.
  void comment() {
    if (html_.substr(at_).starts_with("<!-->")) return skip_to(at_, 5);
    const std::size_t end =
        endless_.contains("--") ? std::string_view::npos : html_.find("-->", at_ + 2);
    if (end == std::string_view::npos) endless_.insert("--");
    end == std::string_view::npos ? skip_to(at_, 4) : skip_to(end, 3);
  }

  void open(const Tag& tag) {
    if (is_one_of(tag.name, kRaw)) return raw(tag);
    if (is_one_of(tag.name, kDropped)) return dropped(tag);
    if (is_one_of(tag.name, kIgnored) || ++tags_ > kMostTags) return;
    if (tag.name == "title" && !has_end(tag.name)) return;
    if (is_one_of(tag.name, kUncounted)) return put(tag.name, tag.attributes);
    if (open_.size() >= kDeepest) {
      ++left_out_;
      return;
    }
    const std::string_view name = written_name(tag.name);
    open_.push_back(opened(name));
    put(name, tag.attributes);
  }

  void close(const Tag& tag) {
    if (is_one_of(tag.name, kRaw) || is_one_of(tag.name, kDropped) ||
        is_one_of(tag.name, kIgnored) || ++tags_ > kMostTags)
      return;
    const std::string_view name = written_name(tag.name);
    if (!is_one_of(name, kUncounted)) {
      if (left_out_ > 0) {
        --left_out_;
        return;
      }
      if (!pop(opened(name))) return;
    }
    out_.html.append("</").append(name).append(">");
  }

  /// Whether an end tag of that name is ahead.
  bool has_end(const std::string& name) {
    if (endless_.contains(name)) return false;
    if (find_end_tag(html_, name, at_) != std::string_view::npos) return true;
    endless_.insert(name);
    return false;
  }

  void put(std::string_view name, std::string_view attributes) {
    out_.html.append("<").append(name).append(attributes).append(">");
  }

  /// Handles an element whose content is no markup.
  void raw(const Tag& tag) {
    const std::size_t end =
        endless_.contains(tag.name) ? std::string_view::npos : find_end_tag(html_, tag.name, at_);
    const bool program = tag.name == "script" || tag.name == "style";
    if (end == std::string_view::npos) endless_.insert(tag.name);
    const std::string_view content = html_.substr(at_, std::min(end, html_.size()) - at_);
    if (tag.name == "script" && tag.script_type.find("ld+json") != std::string::npos)
      out_.json_ld.emplace_back(content);
    if (end != std::string_view::npos)
      skip_to(html_.find('>', end), 1);
    else if (program)
      at_ = html_.size();
  }

  /// Drops an element with its content, nested ones of its kind included.
  void dropped(const Tag& tag) {
    if (endless_.contains(tag.name)) return;
    std::size_t depth = 1, at = at_;
    while (depth > 0) {
      at = html_.find('<', at);
      if (at == std::string_view::npos) {
        endless_.insert(tag.name);
        return;
      }
      const bool closing = html_.substr(at + 1).starts_with('/');
      const std::size_t name = at + (closing ? 2 : 1);
      const std::size_t behind = name + tag.name.size();
      ++at;
      if (lower_ascii(html_.substr(name, tag.name.size())) != tag.name) continue;
      if (behind < html_.size() && !is_space(html_[behind]) && html_[behind] != '>' &&
          html_[behind] != '/')
        continue;
      closing ? --depth : ++depth;
      // <svg .../> has no end tag.
      const std::size_t end = html_.find('>', behind);
      if (!closing && end != std::string_view::npos && html_[end - 1] == '/') --depth;
    }
    skip_to(html_.find('>', at), 1);
  }

  static std::string_view written_name(std::string_view name) {
    if (is_one_of(name, kFormatting)) return "span";
    return name == "form" ? "div" : name;
  }

  struct Open {
    std::size_t name;  // a hash of it
    bool block, barrier;
  };

  static Open opened(std::string_view name) {
    return {std::hash<std::string_view>()(name), is_one_of(name, kBlocks),
            is_one_of(name, kBarriers)};
  }

  /// Closes the innermost open element of that name, if its end tag may close it.
  bool pop(const Open& ended) {
    for (std::size_t i = open_.size(); i > 0; --i) {
      const Open& element = open_[i - 1];
      if (element.name == ended.name) {
        open_.resize(i - 1);
        return true;
      }
      if ((element.barrier && !ended.barrier) || (element.block && !ended.block)) return false;
    }
    return false;
  }

  const std::string_view html_;
  std::size_t at_ = 0;
  LimitedMarkup out_;
  std::vector<Open> open_;  // the open elements, without kUncounted
  std::size_t left_out_ = 0, tags_ = 0;
  std::set<std::string, std::less<>> endless_;  // elements seen to have no end tag ahead
  bool in_cdata_ = false;
};

}  // namespace

LimitedMarkup limit_markup(std::string_view html) { return HtmlLimiter(html).run(); }

}  // namespace dateline::indexing
