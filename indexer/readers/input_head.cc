// SPDX-License-Identifier: GPL-2.0-or-later
#include "input_head.h"

#include <algorithm>

#include "text/charset.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

/// The root's tag and the text after it; empty when there is none. Skips everything before the
/// root.
std::string_view root_of(std::string_view text) {
  // A warning of the program that made the file may precede it.
  if (const std::size_t declaration = text.substr(0, 2000).find("<?xml");
      declaration != std::string_view::npos)
    text.remove_prefix(declaration);
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
    const std::string_view rest = text.substr(at);
    std::string_view end = ">";
    if (rest.starts_with("<!--"))
      end = "-->";
    else if (rest.starts_with("<?"))
      end = "?>";
    else if (rest.starts_with("<!") && contains(rest.substr(0, rest.find('>')), "["))
      end = "]>";
    else if (!rest.starts_with("<!"))
      return rest;
    const std::size_t close = rest.find(end);
    if (close == std::string_view::npos) return {};
    at += close + end.size();
  }
  return {};
}

/// Whether the text begins with "<name" and ends with "</name>", or, if its end is unknown, begins
/// with two tags.
bool is_enclosed(const InputHead& head) {
  constexpr std::size_t kWholeHead = 64 * 1024;
  const std::string_view text = trim(head.text);
  if (text.size() < 2 || text[0] != '<' || !is_ascii_letter(text[1])) return false;
  const std::size_t tag_end = text.find('>');
  if (tag_end == std::string_view::npos) return false;
  const std::string_view tag = text.substr(1, text.find_first_of(" \t\r\n/>") - 1);
  if (head.bytes.size() >= kWholeHead)
    return skip_blanks(text.substr(tag_end + 1)).starts_with('<');
  const std::string end = lower_ascii("</" + std::string(tag) + ">");
  return text.size() > end.size() && lower_ascii(text.substr(text.size() - end.size())) == end;
}

}  // namespace

InputHead::InputHead(std::string_view first_bytes, std::string_view input_name)
    : bytes(first_bytes), binary(looks_binary(first_bytes)), name(lower_ascii(input_name)) {
  if (binary) return;
  content = to_utf8(bytes);
  mend_line_ends(content);
  text = skip_blanks(content);
  if (text.starts_with('<') ||
      ends_with_any(name, {".xml", ".rss", ".atom", ".rdf", ".feed", ".nitf"}))
    xml = root_of(text);
}

std::string_view InputHead::root_name() const {
  if (xml.empty()) return {};
  const std::string_view whole = xml.substr(1, xml.find_first_of(" \t\r\n/>") - 1);
  return whole.substr(whole.find(':') + 1);
}

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::ranges::any_of(endings,
                             [&](std::string_view ending) { return name.ends_with(ending); });
}

bool has_ending(const InputHead& head, const Format& format) {
  return std::ranges::any_of(format.endings, [&](std::string_view ending) {
    return !ending.empty() && head.name.ends_with(ending);
  });
}

Evidence evidence_of(bool certain, const InputHead& head, const Format& format) {
  if (certain) return Evidence::certain;
  return has_ending(head, format) ? Evidence::named : Evidence::none;
}

bool is_markup(const InputHead& head) {
  if (is_enclosed(head)) return true;
  if (ends_with_any(head.name, {".sgm", ".sgml"})) return true;
  if (head.text.starts_with('<') && contains(head.text.substr(0, head.text.find('>')), " xmlns"))
    return true;
  const std::string begin = lower_ascii(head.text.substr(0, 16));
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"<?xml", "<!doctype", "<html", "<rss", "<feed",
                                              "<!--", "<head", "<body"},
      [&](std::string_view tag) { return begin.starts_with(tag); });
}

bool contains(std::string_view text, std::string_view wanted) {
  return text.find(wanted) != std::string_view::npos;
}

std::string_view skip_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

}  // namespace dateline::indexing
