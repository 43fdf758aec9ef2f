// SPDX-License-Identifier: GPL-2.0-or-later
// FeedItem: an item of a feed before it is an article, and what the feed itself says of all its
// items. Used by the readers of RSS, Atom, WXR and JSON Feed.
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
  std::optional<Rejection> rejection;  // then the rest is empty
};

/// Reads the head of an RSS, Atom or WXR file: all of it but the items.
FeedHead read_feed_head(const std::string& head);

/// An <item> or <entry>. Nothing where it is no article (a page or a draft in WXR).
std::optional<FeedItem> read_feed_item(const XmlElement& item, const std::vector<MappedKey>& mapped,
                                       bool wxr);

/// Completes items with what the feed says, and gives each its id: a guid or an address that
/// several articles of the feed share does not tell them apart, a guid that only counts within its
/// feed is put behind the site's name, and of several versions of an article the newest comes last.
std::vector<Article> make_articles(std::deque<FeedItem>& items, const FeedHead& head,
                                   const ReadOptions& options);

/// The records that items become, in the order they are taken out.
class FeedRecords {
 public:
  /// Makes articles of the items; a broken one stays a rejection in its place.
  void add(std::deque<FeedItem> items, const FeedHead& head, const ReadOptions& options);
  void add(Rejection rejection);
  bool empty() const { return records_.empty(); }
  /// The next one; nothing where there is none.
  std::optional<Record> next();
  /// The line the last one begins in.
  std::uint64_t line() const { return line_; }

 private:
  std::deque<std::pair<Record, std::uint64_t>> records_;  // and their lines
  std::uint64_t line_ = 0;
};

}  // namespace dateline::indexing
