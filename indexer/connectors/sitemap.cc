// SPDX-License-Identifier: GPL-2.0-or-later
#include "sitemap.h"

#include "http_url.h"
#include "readers/field_map.h"
#include "readers/xml.h"
#include "text/charset.h"

namespace dateline::indexing {
namespace {

/// A sitemap of news may list a thousand.
constexpr std::size_t kMostArticles = 1000, kMostMaps = 50;

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

}  // namespace

bool looks_like_sitemap(std::string_view text) {
  const std::string_view head = text.substr(0, 4096);
  return head.find("<urlset") != std::string_view::npos ||
         head.find("<sitemapindex") != std::string_view::npos;
}

Sitemap read_sitemap(std::string_view text, const ReadOptions& options) {
  Sitemap sitemap;
  const XmlDocument document(to_utf8(text));
  for (const XmlElement& url : document.root().children("url")) {
    if (!url.descendant("news:news") || sitemap.news.size() >= kMostArticles) continue;
    Article article = article_of(url, options);
    article.url = http_url(article.url);
    if (!article.url.empty()) sitemap.news.push_back(std::move(article));
  }
  for (const XmlElement& map : document.root().children("sitemap"))
    if (const std::string url = http_url(map.child("loc").line());
        !url.empty() && sitemap.maps.size() < kMostMaps)
      sitemap.maps.push_back(url);
  return sitemap;
}

}  // namespace dateline::indexing
