// SPDX-License-Identifier: GPL-2.0-or-later
// Makes articles of all items of a feed together, and finds an id for each.
#include <algorithm>
#include <set>

#include "dates/dates.h"
#include "feed_item.h"
#include "html/resolve_url.h"
#include "text/plain_text.h"
#include "text/site.h"

namespace dateline::indexing {
namespace {

/// Whether the guid is unique beyond its feed.
bool counts_everywhere(std::string_view guid) {
  constexpr std::size_t kLong = 20;
  return guid.find_first_of(":/.") != std::string_view::npos || guid.size() >= kLong;
}

/// Counts the articles of each guid and address. A careless feed gives all items the same one.
class Shares {
 public:
  void add(const FeedItem& item) {
    const std::string& title = item.parts[ArticleField::title];
    guids_[item.guid].urls.insert(item.url);
    guids_[item.guid].titles.insert(title);
    urls_[item.url].insert(title);
  }
  bool one_article_of_guid(const std::string& guid) const {
    const Items& items = guids_.at(guid);
    return !guid.empty() && (items.urls.size() == 1 || items.titles.size() == 1);
  }
  bool one_article_of_url(const std::string& url) const { return urls_.at(url).size() == 1; }

 private:
  struct Items {
    std::set<std::string> urls, titles;
  };
  std::map<std::string, Items> guids_;
  std::map<std::string, std::set<std::string>> urls_;  // with the titles of their items
};

/// The id of an item; empty if the address or the content becomes the id (in ingest).
std::string id_of(const FeedItem& item, const Shares& shares, const FeedHead& head) {
  const bool told_by_guid = shares.one_article_of_guid(item.guid);
  if (told_by_guid && item.guid != item.url) {
    if (counts_everywhere(item.guid)) return item.guid;
    const std::vector<std::string> sites = sites_of(head.link.empty() ? item.url : head.link);
    return sites.empty() ? item.guid : sites.front() + "/" + item.guid;
  }
  if (told_by_guid || item.url.empty() || shares.one_article_of_url(item.url)) return {};
  return item.url + "#" + one_line(item.parts[ArticleField::title]);
}

/// Sorts the versions of an article in one feed, the newest last. `places` are their indexes.
void sort_versions(std::vector<Article>& articles, const std::vector<std::size_t>& places,
                   const std::deque<FeedItem>& items, const std::string& zone) {
  if (places.size() < 2) return;
  std::vector<std::size_t> by_age(places.rbegin(), places.rend());  // feeds begin with the newest
  std::ranges::stable_sort(by_age, {},
                           [&](std::size_t i) { return parse_timestamp(items[i].updated, zone); });
  std::vector<Article> sorted;
  for (const std::size_t i : by_age) sorted.push_back(articles[i]);
  for (std::size_t i = 0; i < places.size(); ++i) articles[places[i]] = std::move(sorted[i]);
}

}  // namespace

std::vector<Article> make_articles(std::deque<FeedItem>& items, const FeedHead& head,
                                   const ReadOptions& options) {
  Shares shares;
  const std::string base =
      head.link.empty() ? options.address : resolve_url(head.link, options.address);
  for (FeedItem& item : items) {
    item.url = resolve_url(item.url, base);
    shares.add(item);
  }
  std::vector<Article> articles;
  std::map<std::string, std::vector<std::size_t>> versions;  // by id, or by address
  for (FeedItem& item : items) {
    item.parts.set({ArticleField::url, 1}, item.url);
    if (item.parts[ArticleField::source].empty())
      item.parts.set({ArticleField::author, 8}, head.author);
    item.parts.set({ArticleField::source, 8}, head.title);
    item.parts.set({ArticleField::language, 8}, head.language);
    item.parts.set({ArticleField::id, 1}, id_of(item, shares, head));
    Article article = make_article(item.parts, options);
    if (const auto known = head.authors.find(article.author); known != head.authors.end())
      article.author = known->second;
    const std::string& apart = article.id.empty() ? article.url : article.id;
    if (!apart.empty()) versions[apart].push_back(articles.size());
    articles.push_back(std::move(article));
  }
  for (const auto& [apart, places] : versions)
    sort_versions(articles, places, items, options.timezone);
  return articles;
}

void FeedRecords::add(std::deque<FeedItem> items, const FeedHead& head,
                      const ReadOptions& options) {
  std::deque<FeedItem> sound;
  for (FeedItem& item : items)
    if (!item.rejection) sound.push_back(std::move(item));
  std::vector<Article> articles = make_articles(sound, head, options);
  std::size_t i = 0;
  for (const FeedItem& item : items) {
    if (item.rejection)
      records_.emplace_back(*item.rejection, item.line);
    else if (Article& article = articles[i++]; has_text(article))
      records_.emplace_back(std::move(article), item.line);
    else
      records_.emplace_back(no_text(item.line, "the item", {}), item.line);
  }
}

void FeedRecords::add(Rejection rejection) {
  const std::uint64_t line = rejection.line;
  records_.emplace_back(std::move(rejection), line);
}

std::optional<Record> FeedRecords::next() {
  if (records_.empty()) return std::nullopt;
  auto [record, line] = std::move(records_.front());
  records_.pop_front();
  line_ = line;
  return std::move(record);
}

}  // namespace dateline::indexing
