// SPDX-License-Identifier: GPL-2.0-or-later
#include "feed_text.h"

#include <algorithm>

#include "html/html_text.h"
#include "sgml.h"
#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

constexpr std::string_view kTags[] = {
    "a",          "abbr",   "acronym",    "address", "article", "aside",   "audio",  "b",
    "big",        "blink",  "blockquote", "body",    "br",      "caption", "center", "cite",
    "code",       "dd",     "del",        "div",     "dl",      "dt",      "em",     "embed",
    "figcaption", "figure", "font",       "footer",  "form",    "h1",      "h2",     "h3",
    "h4",         "h5",     "h6",         "head",    "header",  "hr",      "html",   "i",
    "iframe",     "img",    "ins",        "li",      "main",    "mark",    "nav",    "nobr",
    "object",     "ol",     "p",          "picture", "pre",     "q",       "s",      "script",
    "section",    "small",  "span",       "strike",  "strong",  "style",   "sub",    "sup",
    "table",      "tbody",  "td",         "th",      "thead",   "time",    "tr",     "tt",
    "u",          "ul",     "video",      "wbr"};

std::string_view name_at(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_ascii_letter_or_digit(text[end])) ++end;
  return text.substr(0, end);
}

/// The content of a CDATA section whose marks were escaped like text.
std::string_view without_cdata(std::string_view text) {
  constexpr std::string_view kBegin = "<![CDATA[", kEnd = "]]>";
  const std::string_view inside = trim(text);
  if (!inside.starts_with(kBegin) || !inside.ends_with(kEnd)) return text;
  return inside.substr(kBegin.size(), inside.size() - kBegin.size() - kEnd.size());
}

/// Decodes entities once more, if the text needs it.
std::string readable(std::string_view text) {
  std::string decoded = decode_entities(text);
  // Twice escaped: "&amp;lt;p&amp;gt;" and "AT&amp;amp;T" in the file.
  if (!looks_like_html(decoded) && decoded.find('&') != std::string::npos)
    if (std::string again = decode_entities(decoded); looks_like_html(again)) return again;
  return decoded;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// Length of the shortcode at the start of `text` ("[gallery ids="1,2"]", "[/caption]"); 0 if the
/// bracket is part of the text.
std::size_t shortcode_length(std::string_view text) {
  static constexpr std::string_view kNames[] = {"audio",    "caption", "embed",        "gallery",
                                                "playlist", "video",   "wp_caption",   "youtube",
                                                "vimeo",    "code",    "contact-form", "more"};
  if (text.starts_with("[caption") || text.starts_with("[wp_caption")) {  // with the caption's text
    const std::size_t close = text.find("caption]", text.find(']'));
    if (close != std::string_view::npos) return close + 8;
  }
  const std::size_t end = text.find_first_of("]\n");
  if (end == std::string_view::npos || text[end] != ']') return 0;
  std::string_view inside = text.substr(1, end - 1);
  if (inside.starts_with('/')) inside.remove_prefix(1);
  const std::string_view name = inside.substr(0, inside.find_first_of(" /"));
  if (name.empty() || !std::ranges::all_of(name, [](char c) {
        return is_ascii_letter_or_digit(c) || c == '_' || c == '-';
      }))
    return 0;
  const bool known = std::ranges::find(kNames, name) != std::end(kNames);
  const bool builder = name.starts_with("vc_") || name.starts_with("et_pb_");
  const bool has_values = inside.find("=\"") != std::string_view::npos;
  return known || builder || has_values ? end + 1 : 0;
}

std::string without_shortcodes(std::string_view text) {
  std::string rest;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = text[at] == '[' ? shortcode_length(text.substr(at)) : 0;
    if (length == 0) rest += text[at];
    at += std::max<std::size_t>(length, 1);
  }
  return rest;
}

/// Turns line ends into tags, as WordPress does when it shows a post.
std::string with_paragraph_tags(std::string_view text) {
  const bool has_tags = text.find("<p") != std::string_view::npos;
  std::string html;
  bool preformatted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 4) == "<pre") preformatted = true;
    if (text.substr(at, 5) == "</pre") preformatted = false;
    if (text[at] != '\n' || preformatted) {
      html += text[at];
      continue;
    }
    const std::size_t next = std::min(text.find_first_not_of(" \t\n", at), text.size());
    const auto lines = std::ranges::count(text.substr(at, next - at), '\n');
    if (lines > 1)
      html += "\n<p>";
    else if (has_tags || (!html.empty() && html.back() == '>') ||
             text.substr(next).starts_with('<'))
      html += '\n';
    else
      html += "<br>";
    at = next - 1;
  }
  return html;
}

/// Removes "The post ... appeared first on ...", which WordPress adds to posts in feeds.
std::string without_notice(std::string text) {
  const std::size_t paragraph = text.rfind("\n\n");
  const std::string_view last =
      std::string_view(text).substr(paragraph == std::string::npos ? 0 : paragraph + 2);
  if (paragraph != std::string::npos && last.starts_with("The post ") &&
      last.find(" appeared first on ") != std::string_view::npos)
    text.resize(paragraph);
  return text;
}

}  // namespace

bool looks_like_html(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    std::string_view rest = text.substr(at + 1);
    if (rest.starts_with("!--")) return true;
    if (rest.starts_with('/')) rest.remove_prefix(1);
    const std::string_view name = name_at(rest.substr(0, 12));
    const char after = name.size() < rest.size() ? rest[name.size()] : '\0';
    if (after != '>' && after != ' ' && after != '/' && after != '\n' && after != '\t' &&
        after != '\r')
      continue;
    if (std::ranges::find(kTags, lower_ascii(name)) != std::end(kTags)) return true;
  }
  return false;
}

std::string feed_body(std::string_view text) {
  text = without_cdata(text);
  if (looks_like_html(text)) return without_notice(html_to_text(text));
  std::string plain = readable(text);
  if (looks_like_html(plain)) return without_notice(html_to_text(plain));
  clean_text(plain);
  unify_line_ends(plain);
  return join_paragraphs(split_paragraphs(plain));
}

std::string feed_title(std::string_view text) {
  text = without_cdata(text);
  std::string plain = looks_like_html(text) ? std::string(text) : readable(text);
  if (looks_like_html(plain)) plain = html_to_text(plain);
  clean_text(plain);
  return one_line(plain);
}

std::string person_name(std::string_view text) {
  const std::string line = feed_title(text);
  std::string_view name = line;
  const std::size_t at = name.find('@');
  const std::size_t open = name.find('(');
  if (at < open && open != std::string_view::npos && name.ends_with(')'))
    name = name.substr(open + 1, name.size() - open - 2);
  else if (const std::size_t angle = name.find('<'); angle != std::string_view::npos && angle > 0)
    name = name.substr(0, angle);
  name = trim(name);
  if (name.size() > 1 && name.starts_with('"') && name.ends_with('"'))
    name = trim(name.substr(1, name.size() - 2));
  const std::string lower = lower_ascii(name);
  if (lower.find('@') != std::string::npos && lower.find(' ') == std::string::npos &&
      (lower.starts_with("noreply") || lower.starts_with("no-reply")))
    return {};
  return std::string(name);
}

std::string wordpress_body(std::string_view text) {
  std::string post = without_shortcodes(text);
  unify_line_ends(post);
  const bool has_blocks = post.find("<!-- wp:") != std::string::npos;
  replace_all(post, "<!--nextpage-->", "\n\n");
  return html_to_text(has_blocks ? post : with_paragraph_tags(post));
}

}  // namespace dateline::indexing
