// SPDX-License-Identifier: GPL-2.0-or-later
#include "feed_discovery.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "html/html_tree.h"
#include "http_url.h"
#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

bool has_word(std::string_view words, std::string_view wanted) {
  const std::string padded = " " + lower_ascii(one_line(words)) + " ";
  return padded.find(" " + std::string(wanted) + " ") != std::string::npos;
}

bool is_feed_type(std::string_view type) {
  static constexpr std::string_view kTypes[] = {"application/rss+xml",   "application/atom+xml",
                                                "application/feed+json", "application/rdf+xml",
                                                "application/json",      "text/xml",
                                                "application/xml"};
  return std::ranges::find(kTypes, lower_ascii(trim(type.substr(0, type.find(';'))))) !=
         std::end(kTypes);
}

/// Whether a feed is none of articles: feeds of comments, and the JSON and embedding links of
/// WordPress and others.
bool is_beside_the_point(std::string_view title, std::string_view address) {
  return lower_ascii(title).find("comment") != std::string::npos ||
         address.find("/comments/") != std::string::npos ||
         address.find("/wp-json/") != std::string::npos ||
         address.find("oembed") != std::string::npos;
}

struct Links {
  std::string base;
  std::vector<std::string> feeds;  // in the page's order
};

/// Collects links and the base from all elements, because some pages have them outside the head.
void collect(const GumboNode& node, Links& links) {
  const GumboTag tag = tag_of(node);
  if (tag == GUMBO_TAG_BASE && links.base.empty()) links.base = attribute(node, "href");
  if (tag == GUMBO_TAG_LINK && has_word(attribute(node, "rel"), "alternate")) {
    const std::string_view address = trim(attribute(node, "href"));
    if (is_feed_type(attribute(node, "type")) && !address.empty() &&
        !is_beside_the_point(attribute(node, "title"), address))
      links.feeds.emplace_back(address);
  }
  for (const GumboNode* child : children(node)) collect(*child, links);
}

}  // namespace

std::string feed_of_page(std::string_view html, const std::string& url) {
  const HtmlTree page(to_utf8(html));
  Links links;
  collect(page.root(), links);
  const std::string base = links.base.empty() ? url : resolved_http_url(url, links.base);
  for (const std::string& link : links.feeds)
    if (std::string address = resolved_http_url(base, link); !address.empty()) return address;
  return {};
}

bool looks_like_page(std::string_view text) {
  constexpr std::size_t kProlog = 1000;
  const std::string head = lower_ascii(text.substr(0, kProlog));
  const std::size_t page = std::min(head.find("<!doctype html"), head.find("<html"));
  return page <
         std::min({head.find("<rss"), head.find("<feed"), head.find("<rdf"), head.find('{')});
}

}  // namespace dateline::indexing
