// SPDX-License-Identifier: GPL-2.0-or-later
// RSS (0.9x, 1.0, 2.0), Atom (0.3, 1.0) and WordPress exports (WXR). All have a head and items, so
// one reader serves them.
#include <deque>
#include <utility>

#include "feed_item.h"
#include "readers.h"
#include "xml_records.h"

namespace dateline::indexing {
namespace {

class FeedReader : public ArticleReader {
 public:
  FeedReader(ByteSource& bytes, const ReadOptions& options, bool wxr = false)
      : options_(options),
        mapped_(mapped_keys(options)),
        records_(bytes, options, {"item", "entry"}),
        wxr_(wxr) {}

  std::optional<Record> next() override {
    if (ready_.empty() && !ended_) read_some();
    return ready_.next();
  }

  std::uint64_t line() const override { return ready_.line(); }
  TextOrigin origin() const override { return records_.origin(); }

 private:
  /// Reads as many items as fit in memory before it makes articles, because the head may continue
  /// after them, and a guid may be shared by a later item.
  void read_some() {
    constexpr std::size_t kMostItems = 1000, kMostBytes = 16 << 20;
    std::deque<FeedItem> items;
    std::size_t bytes = 0;
    while (!ended_ && items.size() < kMostItems && bytes < kMostBytes) {
      auto cut = records_.next();
      if (!cut) {
        ended_ = true;
        break;
      }
      FeedItem item;
      if (auto* rejection = std::get_if<Rejection>(&*cut)) {
        item.rejection = std::move(*rejection);
      } else {
        auto read = read_feed_item(std::get<XmlRecord>(*cut).element(), mapped_, wxr_);
        if (!read) continue;
        item = std::move(*read);
        bytes += item.parts[ArticleField::body].size();
      }
      item.line = records_.line();
      items.push_back(std::move(item));
    }
    ready_.add(std::move(items), read_feed_head(records_.head()), options_);
    if (ended_ && !known_root())
      ready_.add(Rejection{1, "the file is no feed", "its root is neither rss nor feed"});
  }

  bool known_root() const {
    for (const std::string_view name : {"rss", "RDF", "feed", "channel", "item", "entry"})
      if (records_.root() == name) return true;
    return false;
  }

  const ReadOptions& options_;
  const std::vector<MappedKey> mapped_;
  XmlRecords records_;
  const bool wxr_;
  FeedRecords ready_;
  bool ended_ = false;
};

/// RDF and <channel> are feeds only if RSS is named or items follow.
Evidence detect_rss(const InputHead& head) {
  const std::string_view root = head.root_name();
  const bool feed =
      root == "rss" || ((root == "RDF" || root == "channel") &&
                        (contains(head.text, "purl.org/rss/") ||
                         contains(head.text, "my.netscape.com/") || contains(head.text, "<item")));
  return feed ? Evidence::certain : Evidence::none;
}

Evidence detect_atom(const InputHead& head) {
  const std::string_view root = head.root_name();
  return root == "feed" || root == "entry" ? Evidence::certain : Evidence::none;
}

Evidence detect_wxr(const InputHead& head) {
  const std::string_view root = head.root_name();
  const bool rss = root == "rss" || root == "RDF" || root == "channel";
  return rss && (contains(head.root_tag(), "wordpress.org/export/") ||
                 contains(head.text, "<wp:wxr_version"))
             ? Evidence::certain
             : Evidence::none;
}

}  // namespace

constinit const Format rss_format = {.name = "rss",
                                     .help = "RSS feeds: 0.9x, 1.0 and 2.0",
                                     .endings = {".rss.xml", ".rss"},
                                     .detect = detect_rss,
                                     .make = make<FeedReader>,
                                     .example = R"(<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
  <channel>
    <title>Harbour Post</title>
    <link>https://harbour-post.example/</link>
    <item>
      <title>Ferry late</title>
      <link>https://harbour-post.example/ferry-late</link>
      <pubDate>Wed, 01 May 2024 09:30:00 GMT</pubDate>
      <description>&lt;p&gt;The ferry was late.&lt;/p&gt;</description>
    </item>
  </channel>
</rss>
)"};

constinit const Format atom_format = {.name = "atom",
                                      .help = "Atom feeds: 0.3 and 1.0",
                                      .endings = {".atom.xml", ".atom"},
                                      .detect = detect_atom,
                                      .make = make<FeedReader>,
                                      .example = R"(<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>Harbour Post</title>
  <entry>
    <id>tag:harbour-post.example,2024:1</id>
    <title>Ferry late</title>
    <link href="https://harbour-post.example/ferry-late"/>
    <updated>2024-05-01T09:30:00Z</updated>
    <author><name>Ann Smith</name></author>
    <content type="html">&lt;p&gt;The ferry was late.&lt;/p&gt;</content>
  </entry>
</feed>
)"};

constinit const Format wxr_format = {
    .name = "wxr",
    .help = "WordPress exports: the posts that are published",
    .endings = {".wxr.xml"},
    .detect = detect_wxr,
    .make = [](ByteSource& bytes, const ReadOptions& options) -> std::unique_ptr<ArticleReader> {
      return std::make_unique<FeedReader>(bytes, options, true);
    },
    .example = R"(<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
  <channel>
    <title>Harbour Post</title>
    <wp:wxr_version>1.2</wp:wxr_version>
    <item>
      <title>Ferry late</title>
      <link>https://harbour-post.example/ferry-late/</link>
      <dc:creator>ann</dc:creator>
      <content:encoded><![CDATA[<p>The ferry was late.</p>]]></content:encoded>
      <wp:post_id>1</wp:post_id>
      <wp:post_date_gmt>2024-05-01 09:30:00</wp:post_date_gmt>
      <wp:status>publish</wp:status>
      <wp:post_type>post</wp:post_type>
    </item>
  </channel>
</rss>
)"};

}  // namespace dateline::indexing
