// SPDX-License-Identifier: GPL-2.0-or-later
#include "article_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "error.h"
#include "front_matter.h"
#include "json_scan.h"
#include "readers.h"
#include "text/charset.h"
#include "text/plain_text.h"
#include "xml_format.h"

namespace dateline::indexing {
namespace {

using MakeReader = std::unique_ptr<ArticleReader> (*)(ByteSource&, const ReadOptions&);

struct Format {
  std::string_view name;
  std::string_view help;
  MakeReader make;
};

constexpr Format kFormats[] = {
    {"text", "plain text, one article a file: title line, paragraphs", make_text_reader},
    {"markdown", "Markdown, one article a file, with or without front matter",
     make_markdown_reader},
    {"jsonl", "one JSON object a line", make_jsonl_reader},
    {"json", "an array of JSON objects, or an object that holds one", make_json_reader},
    {"csv", "a table with a header; comma, semicolon, tab or bar", make_csv_reader},
    {"mail", "messages, newsletters and digests: one a file (.eml), or a mailbox (mbox)",
     make_mail_reader},
    {"html", "a web page that holds an article", make_html_reader},
    {"warc", "web archives, WARC 1.0 and 1.1: the articles among the pages", make_warc_reader},
    {"trec", "TREC collections: <DOC> ... </DOC>", make_trec_reader},
    {"reuters", "Reuters-21578: <REUTERS> ... </REUTERS>", make_reuters_reader},
    {"rss", "RSS feeds: 0.9x, 1.0 and 2.0", make_feed_reader},
    {"atom", "Atom feeds: 0.3 and 1.0", make_feed_reader},
    {"jsonfeed", "JSON Feed 1.0 and 1.1", make_jsonfeed_reader},
    {"nitf", "NITF 3.x, the text of agencies", make_nitf_reader},
    {"newsml", "NewsML-G2: news items and messages of agencies", make_newsml_reader},
    {"ninjs", "ninjs 1.x to 3.x, news of agencies as JSON", make_ninjs_reader},
    {"wxr", "WordPress exports: the posts that are published", make_wxr_reader},
};

const Format* find_format(std::string_view name) {
  for (const Format& format : kFormats)
    if (format.name == name) return &format;
  return nullptr;
}

Error unknown_format(const std::string& format) {
  std::string known = "formats: auto";
  for (const auto& [name, help] : formats()) known += ", " + name;
  return Error(fmt::format("there is no format \"{}\"", format), known);
}

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

std::string_view skip_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

/// `text` begins as an object with a key does, or is an empty one.
bool begins_object(std::string_view text) {
  if (!text.starts_with('{')) return false;
  text = skip_blanks(text.substr(1));
  if (text.starts_with('}')) return true;
  if (!text.starts_with('"')) return false;
  std::size_t end = 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  return end < text.size() && skip_blanks(text.substr(end + 1)).starts_with(':');
}

/// "json" or "jsonl" for text that begins with a bracket; empty when it is neither.
std::string json_format(std::string_view text, std::string_view name) {
  if (text.starts_with('[')) {
    while (text.starts_with('[')) text = skip_blanks(text.substr(1));
    return text.starts_with(']') || begins_object(text) ? "json" : "";
  }
  if (!begins_object(text)) return {};
  if (ends_with_any(name, {".jsonl", ".ndjson"})) return "jsonl";
  const std::size_t end = JsonScan().feed(text);
  if (end == std::string_view::npos) return "json";
  const std::string_view line = text.substr(0, text.find('\n'));
  const bool object_a_line = trim(line).size() == end;
  return object_a_line && begins_object(skip_blanks(text.substr(end))) ? "jsonl" : "json";
}

/// Finds `tag` in any case.
bool has_tag(std::string_view text, std::string_view tag) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1))
    if (equal_ignoring_case(text.substr(at, tag.size()), tag)) return true;
  return false;
}

std::string sgml_format(std::string_view text) {
  constexpr std::size_t kProlog = 2000;
  if (has_tag(text.substr(0, kProlog), "<REUTERS ")) return "reuters";
  if (has_tag(text.substr(0, kProlog), "<DOC>") && has_tag(text, "<DOCNO>")) return "trec";
  return {};
}

bool has_xml_ending(std::string_view name) {
  return ends_with_any(name, {".xml", ".rss", ".atom", ".rdf", ".feed", ".nitf"});
}

/// A page, of what is no feed or agency file in XML.
bool is_html(std::string_view text, std::string_view name) {
  constexpr std::size_t kProlog = 4000;
  const std::string head = lower_ascii(text.substr(0, kProlog));
  std::string_view rest = head;
  // Behind declarations and comments stands the first element.
  while (rest.starts_with("<?") || rest.starts_with("<!--") || rest.starts_with("<!doctype")) {
    if (rest.starts_with("<!doctype")) return skip_blanks(rest.substr(9)).starts_with("html");
    const std::string_view end = rest.starts_with("<!--") ? "-->" : "?>";
    const std::size_t at = rest.find(end);
    if (at == std::string_view::npos) break;
    rest = skip_blanks(rest.substr(at + end.size()));
  }
  for (const std::string_view begin :
       {"<html", "<head", "<body", "<title", "<meta", "<script", "<link", "<style", "<base"})
    if (rest.starts_with(begin)) return true;
  return rest.starts_with('<') && ends_with_any(name, {".html", ".htm", ".xhtml", ".shtml"});
}

bool is_markup(std::string_view text) {
  if (text.starts_with('<') &&
      text.substr(0, text.find('>')).find(" xmlns") != std::string_view::npos)
    return true;
  const std::string head = lower_ascii(text.substr(0, 16));
  for (const std::string_view begin :
       {"<?xml", "<!doctype", "<html", "<rss", "<feed", "<!--", "<head", "<body"})
    if (head.starts_with(begin)) return true;
  return false;
}

}  // namespace

const std::map<std::string, std::string>& formats() {
  static const std::map<std::string, std::string> names = [] {
    std::map<std::string, std::string> made;
    for (const Format& format : kFormats) made.emplace(format.name, format.help);
    return made;
  }();
  return names;
}

void check_format(const std::string& format) {
  if (format != "auto" && find_format(format) == nullptr) throw unknown_format(format);
}

std::unique_ptr<ArticleReader> make_reader(const std::string& format, ByteSource& bytes,
                                           const ReadOptions& options) {
  const Format* found = find_format(format);
  if (found == nullptr) throw unknown_format(format);
  return found->make(bytes, options);
}

std::string detect_format(std::string_view head, std::string_view name) {
  const std::string lower_name = lower_ascii(name);
  if (head.starts_with("WARC/1.") || head.starts_with("WARC/0.")) return "warc";
  if (looks_binary(head)) return {};
  const std::string clean = to_utf8(head);
  const std::string_view text = skip_blanks(clean);
  if (std::string format = xml_format(text);
      !format.empty() && (text.starts_with('<') || has_xml_ending(lower_name)))
    return format;
  if (text.starts_with('<'))
    if (std::string format = sgml_format(text); !format.empty()) return format;
  if (text.starts_with('<') && is_html(text, lower_name)) return "html";
  if (is_markup(text)) return {};
  if (text.starts_with("*TEXT ")) return "trec";
  if (looks_like_mail(text)) return "mail";
  const bool called_markdown = ends_with_any(lower_name, {".md", ".markdown"});
  if (called_markdown && text.starts_with('{') && read_front_matter(text)) return "markdown";
  if (text.starts_with('{') || text.starts_with('['))
    if (std::string format = known_json_format(text);
        !format.empty() && !json_format(text, lower_name).empty())
      return format;
  if (text.starts_with('{') || text.starts_with('['))
    if (std::string format = json_format(text, lower_name); !format.empty()) return format;
  // What is no JSON but is called so had better be rejected than read as prose.
  if (ends_with_any(lower_name, {".jsonl", ".ndjson"})) return "jsonl";
  if (lower_name.ends_with(".json")) return "json";
  if (ends_with_any(lower_name, {".sgm", ".sgml"})) return {};
  if (lower_name.ends_with(".trec")) return "trec";
  if (called_markdown) return "markdown";
  if (ends_with_any(lower_name, {".eml", ".mbox", ".mbx"})) return "mail";
  if (looks_like_csv(text) || ends_with_any(lower_name, {".csv", ".tsv"})) return "csv";
  if (const auto front = read_front_matter(text); front && !front->values.empty())
    return "markdown";
  return "text";
}

}  // namespace dateline::indexing
