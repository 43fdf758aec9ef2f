// SPDX-License-Identifier: GPL-2.0-or-later
#include "sitemap.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include "dates/dates.h"
#include "http_url.h"
#include "readers/field_map.h"
#include "readers/xml.h"
#include "streams/gzip_stream.h"
#include "text/charset.h"

namespace dateline::indexing {
namespace {

/// A sitemap of news may list a thousand; of others the newest are taken.
constexpr std::size_t kMostArticles = 1000, kMostMaps = 50;

/// An entry of any sitemap has an address; one of news says more.
Article article_of(const XmlElement& url, const ReadOptions& options) {
  const XmlElement news = url.descendant("news:news");
  ArticleParts parts;
  const auto put = [&](ArticleField part, const XmlElement& element) {
    parts.set({part, 1}, element.line());
  };
  put(ArticleField::url, url.child("loc"));
  put(ArticleField::title, news.child("news:title"));
  put(ArticleField::date, news.child("news:publication_date"));
  put(ArticleField::source, news.child("news:publication", "news:name"));
  put(ArticleField::language, news.child("news:publication", "news:language"));
  put(ArticleField::topics, news.child("news:keywords"));
  return make_article(parts, options);
}

/// An entry with its <lastmod>.
template <class Entry>
struct Listed {
  std::string changed;
  Entry entry;
};

/// At most `most` entries, the last changed first; those without a date stand behind, as listed.
template <class Entry>
std::vector<Entry> newest(std::vector<Listed<Entry>> listed, std::size_t most) {
  std::ranges::stable_sort(listed, std::greater<>(), [](const Listed<Entry>& each) {
    return parse_timestamp(each.changed).value_or(std::numeric_limits<Timestamp>::min());
  });
  std::vector<Entry> entries;
  for (Listed<Entry>& each : listed)
    if (entries.size() < most) entries.push_back(std::move(each.entry));
  return entries;
}

}  // namespace

bool looks_like_sitemap(std::string_view text) {
  const std::string_view head = text.substr(0, 4096);
  return head.find("<urlset") != std::string_view::npos ||
         head.find("<sitemapindex") != std::string_view::npos;
}

Sitemap read_sitemap(std::string_view text, const ReadOptions& options) {
  Sitemap sitemap;
  const XmlDocument document(to_utf8(text));
  std::vector<Listed<Article>> pages;
  for (const XmlElement& url : document.root().children("url")) {
    const bool news = static_cast<bool>(url.descendant("news:news"));
    Article article = article_of(url, options);
    article.url = http_url(article.url);
    if (article.url.empty() || (news && sitemap.articles.size() >= kMostArticles)) continue;
    if (news)
      sitemap.articles.push_back(std::move(article));
    else
      pages.push_back({url.child("lastmod").line(), std::move(article)});
  }
  if (sitemap.articles.empty()) sitemap.articles = newest(std::move(pages), kMostArticles);
  std::vector<Listed<std::string>> maps;
  for (const XmlElement& map : document.root().children("sitemap"))
    if (std::string url = http_url(map.child("loc").line()); !url.empty())
      maps.push_back({map.child("lastmod").line(), std::move(url)});
  sitemap.maps = newest(std::move(maps), kMostMaps);
  return sitemap;
}

void unpack_sitemap(std::string& body) {
  constexpr std::size_t kLargest = std::size_t{50} << 20;  // as sitemaps.org allows
  if (!is_gzip(body)) return;
  std::optional<DecodedBody> unpacked = decode_body(body, {}, "gzip", kLargest);
  if (unpacked && looks_like_sitemap(unpacked->text)) body = std::move(unpacked->text);
}

}  // namespace dateline::indexing
