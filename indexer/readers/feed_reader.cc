// SPDX-License-Identifier: GPL-2.0-or-later
// RSS (0.9x, 1.0, 2.0), Atom (0.3, 1.0) and WordPress exports (WXR): a head and items, which these
// dialects write alike enough for one reader.
#include <deque>
#include <utility>

#include "feed_item.h"
#include "readers.h"
#include "xml_records.h"

namespace dateline::indexing {
namespace {

class FeedReader : public ArticleReader {
 public:
  FeedReader(ByteSource& bytes, const ReadOptions& options, bool wxr)
      : options_(options),
        mapped_(mapped_keys(options)),
        records_(bytes, options, {"item", "entry"}),
        wxr_(wxr) {}

  std::optional<Record> next() override {
    if (ready_.empty() && !ended_) read_some();
    if (ready_.empty()) return std::nullopt;
    auto [record, line] = std::move(ready_.front());
    ready_.pop_front();
    line_ = line;
    return std::move(record);
  }

  std::uint64_t line() const override { return line_; }
  TextOrigin origin() const override { return records_.origin(); }

 private:
  /// Items are looked at together, as far as they fit: what the feed says of itself may stand
  /// behind them, and a guid may turn out to be shared.
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
    give(items);
    if (ended_ && !known_root())
      ready_.emplace_back(Rejection{1, "the file is no feed", "its root is neither rss nor feed"},
                          1);
  }

  void give(std::deque<FeedItem>& items) {
    std::deque<FeedItem> sound;
    for (const FeedItem& item : items)
      if (!item.rejection) sound.push_back(item);
    std::vector<Article> articles = make_articles(sound, read_feed_head(records_.head()), options_);
    std::size_t i = 0;
    for (const FeedItem& item : items) {
      if (item.rejection) {
        ready_.emplace_back(*item.rejection, item.line);
        continue;
      }
      Article& article = articles[i++];
      if (has_text(article))
        ready_.emplace_back(std::move(article), item.line);
      else
        ready_.emplace_back(no_text(item.line, "the item", {}), item.line);
    }
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
  std::deque<std::pair<Record, std::uint64_t>> ready_;
  std::uint64_t line_ = 0;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<ArticleReader> make_feed_reader(ByteSource& bytes, const ReadOptions& options) {
  return std::make_unique<FeedReader>(bytes, options, false);
}

std::unique_ptr<ArticleReader> make_wxr_reader(ByteSource& bytes, const ReadOptions& options) {
  return std::make_unique<FeedReader>(bytes, options, true);
}

}  // namespace dateline::indexing
