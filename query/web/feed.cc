// SPDX-License-Identifier: GPL-2.0-or-later
#include "feed.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "dates/dates.h"
#include "results/output_escape.h"
#include "search/article_view.h"
#include "text/url.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

/// Text for XML, without markup and without characters that XML does not allow.
std::string xml(std::string_view text) {
  std::string known;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool not_a_character =
        text.substr(i).starts_with("\xEF\xBF\xBE") || text.substr(i).starts_with("\xEF\xBF\xBF");
    if (not_a_character) i += 2;
    if (not_a_character || (c < 0x20 && c != '\t' && c != '\n' && c != '\r'))
      known += "\xEF\xBF\xBD";
    else
      known += text[i];
  }
  return escape_xml(known);
}

bool is_link(const std::string& url) {
  return is_http_url(url) && std::ranges::all_of(url, [](char c) {
           return c > ' ' && c != '<' && c != '>' && c != '"';
         });
}

std::string link_of(const Feed& feed, const Hit& hit) {
  return is_link(hit.url) ? hit.url : feed.base + "/api/article/" + percent_encoded(hit.id);
}

}  // namespace

FeedEntry feed_entry(StoredArticle&& stored, MarkedText snippet) {
  FeedEntry entry;
  entry.updated = stored.added;
  entry.hit = hit_of(std::move(stored));
  entry.hit.snippet = std::move(snippet);
  entry.id = urn_of("article\n" + entry.hit.id);
  return entry;
}

std::string urn_of(const std::string& text) {
  XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  hash.high64 = (hash.high64 & ~0xF000ull) | 0x8000ull;                // version 8
  hash.low64 = (hash.low64 & ~(0xC000ull << 48)) | (0x8000ull << 48);  // variant
  return fmt::format("urn:uuid:{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", hash.high64 >> 32,
                     hash.high64 >> 16 & 0xFFFF, hash.high64 & 0xFFFF, hash.low64 >> 48,
                     hash.low64 & 0xFFFFFFFFFFFF);
}

HttpAnswer atom_answer(const Feed& feed) {
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>{}</id>\n<title>{}</title>\n"
      "<updated>{}</updated>\n<author><name>Dateline</name></author>\n"
      "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n",
      feed.id, xml(feed.title), format_timestamp(feed.updated), xml(feed.self));
  if (!feed.next.empty()) out += fmt::format("<link rel=\"next\" href=\"{}\"/>\n", xml(feed.next));
  for (const auto& [hit, updated, id] : feed.entries) {
    const std::string& author = hit.author.empty() ? hit.source : hit.author;
    out += fmt::format("<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n", id,
                       xml(hit.title.empty() ? hit.id : hit.title), format_timestamp(updated));
    if (hit.published)
      out += fmt::format("<published>{}</published>\n", format_timestamp(*hit.published));
    if (!author.empty()) out += fmt::format("<author><name>{}</name></author>\n", xml(author));
    if (!hit.section.empty()) out += fmt::format("<category term=\"{}\"/>\n", xml(hit.section));
    out += fmt::format("<link rel=\"alternate\" href=\"{}\"/>\n", xml(link_of(feed, hit)));
    if (!hit.snippet.text.empty())
      out += fmt::format("<summary type=\"html\">{}</summary>\n", xml(html_marked(hit.snippet)));
    out += "</entry>\n";
  }
  return {200, "application/atom+xml", out + "</feed>\n", {}};
}

HttpAnswer json_answer(const Feed& feed) {
  Json items = Json::array();
  for (const auto& [hit, updated, id] : feed.entries) {
    Json item{{"id", id}, {"url", link_of(feed, hit)}};
    if (!hit.title.empty()) item["title"] = hit.title;
    item["content_html"] = html_marked(hit.snippet);
    if (hit.published) item["date_published"] = format_timestamp(*hit.published);
    item["date_modified"] = format_timestamp(updated);
    if (!hit.author.empty() || !hit.source.empty())
      item["authors"] = {{{"name", hit.author.empty() ? hit.source : hit.author}}};
    if (!hit.section.empty()) item["tags"] = {hit.section};
    if (!hit.language.empty()) item["language"] = hit.language;
    items.push_back(std::move(item));
  }
  Json json{{"version", "https://jsonfeed.org/version/1.1"},
            {"title", feed.title},
            {"home_page_url", feed.base + "/"},
            {"feed_url", feed.self}};
  if (!feed.next.empty()) json["next_url"] = feed.next;
  json["items"] = items;
  return {200,
          "application/feed+json",
          json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n",
          {}};
}

}  // namespace dateline::searching
