// SPDX-License-Identifier: GPL-2.0-or-later
// FeedItem: an item of a feed before it becomes an article. FeedHead: the values of the feed that
// apply to all items. Used by the readers of RSS, Atom, WXR and JSON Feed.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "article_reader.h"
#include "field_map.h"
#include "xml.h"

namespace dateline::indexing {

/// The channel, or feed.
struct FeedHead {
  std::string title, link, language, author;
  std::map<std::string, std::string> authors;  // WXR: names by login
};

struct FeedItem {
  ArticleParts parts;  // without id and url
  std::string guid, url;
  std::string updated;  // date of this version; the newest of a feed comes last
  std::uint64_t line = 0;
  std::optional<Rejection> rejection;  // the item is rejected, and the rest is empty
};

/// Reads the head of an RSS, Atom or WXR file: all of it but the items.
FeedHead read_feed_head(const std::string& head);

/// Reads an <item> or <entry>. Absent for one that is no article (a page or a draft in WXR).
std::optional<FeedItem> read_feed_item(const XmlElement& item, const std::vector<MappedKey>& mapped,
                                       bool wxr);

/// Completes the items with the values of the feed, and gives each its id. A guid or an address
/// that several articles of the feed share is not used. A guid that is unique only in its feed gets
/// the site's name before it. Of several versions of an article the newest comes last.
std::vector<Article> make_articles(std::deque<FeedItem>& items, const FeedHead& head,
                                   const ReadOptions& options);

/// The records made of items, in order.
class FeedRecords {
 public:
  /// Makes articles of the items. A broken item becomes a rejection in its place.
  void add(std::deque<FeedItem> items, const FeedHead& head, const ReadOptions& options);
  void add(Rejection rejection);
  bool empty() const { return records_.empty(); }
  /// The next record; absent if there is none.
  std::optional<Record> next();
  /// The first line of the last record.
  std::uint64_t line() const { return line_; }

 private:
  std::deque<std::pair<Record, std::uint64_t>> records_;  // and their lines
  std::uint64_t line_ = 0;
};

}  // namespace dateline::indexing
