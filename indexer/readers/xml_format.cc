// SPDX-License-Identifier: GPL-2.0-or-later
#include "xml_format.h"

#include <algorithm>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// The root's tag, from "<" on; empty when there is none.
std::string_view root_of(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
    const std::string_view rest = text.substr(at);
    std::string_view end = ">";
    if (rest.starts_with("<!--"))
      end = "-->";
    else if (rest.starts_with("<?"))
      end = "?>";
    else if (rest.starts_with("<!") &&
             rest.substr(0, rest.find('>')).find('[') != std::string_view::npos)
      end = "]>";
    else if (!rest.starts_with("<!"))
      return rest;
    const std::size_t close = rest.find(end);
    if (close == std::string_view::npos) return {};
    at += close + end.size();
  }
  return {};
}

/// "rss:" → and so on: the name in a tag without its prefix.
std::string_view name_in(std::string_view tag) {
  std::string_view name = tag.substr(1, tag.find_first_of(" \t\r\n/>") - 1);
  return name.substr(name.find(':') + 1);
}

bool has(std::string_view text, std::string_view wanted) {
  return text.find(wanted) != std::string_view::npos;
}

/// The first object of the text has this key, in any case.
bool has_key(std::string_view lower, std::string_view key) {
  return has(lower, std::string(1, '"').append(key).append("\""));
}

/// "version": "https://jsonfeed.org/version/1.1", whatever spaces and slashes it is written with.
bool names_json_feed(std::string_view lower) {
  constexpr std::string_view kKey = "\"version\"";
  for (std::size_t at = lower.find(kKey); at != std::string_view::npos;
       at = lower.find(kKey, at + 1)) {
    const std::string_view value = lower.substr(at + kKey.size(), 60);
    const std::size_t open = value.find('"'), close = value.find('"', open + 1);
    if (open != std::string_view::npos && has(value.substr(open, close - open), "jsonfeed.org"))
      return true;
  }
  return false;
}

}  // namespace

std::string xml_format(std::string_view head) {
  // A warning of the program that made the file may stand before it.
  if (const std::size_t declaration = head.substr(0, 2000).find("<?xml");
      declaration != std::string_view::npos)
    head.remove_prefix(declaration);
  const std::string_view root = root_of(head);
  if (root.empty()) return {};
  const std::string_view name = name_in(root);
  if (name == "rss" || name == "RDF" || name == "channel") {
    if (has(root.substr(0, root.find('>')), "wordpress.org/export/") ||
        has(head, "<wp:wxr_version"))
      return "wxr";
    const bool feed = name == "rss" || has(head, "purl.org/rss/") ||
                      has(head, "my.netscape.com/") || has(head, "<item");
    return feed ? "rss" : "";
  }
  if (name == "feed" || name == "entry") return "atom";
  if (name == "nitf") return "nitf";
  if (name == "newsMessage" || name == "newsItem" || name == "packageItem") return "newsml";
  return {};
}

std::string known_json_format(std::string_view head) {
  const std::string lower = lower_ascii(head);
  if (names_json_feed(lower)) return "jsonfeed";
  if (has_key(lower, "items") && (has_key(lower, "home_page_url") || has_key(lower, "feed_url")))
    return "jsonfeed";
  static constexpr std::string_view kNinjs[] = {
      "pubstatus", "versioncreated",   "firstcreated",    "body_xhtml", "headlines",
      "bodies",    "description_text", "copyrightholder", "usageterms"};
  const auto marks =
      std::ranges::count_if(kNinjs, [&](std::string_view key) { return has_key(lower, key); });
  return has_key(lower, "uri") && marks >= 1 ? "ninjs" : "";
}

}  // namespace dateline::indexing
