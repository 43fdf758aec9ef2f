// SPDX-License-Identifier: GPL-2.0-or-later
// JSON Feed 1.0 and 1.1. A feed is read as a whole, because its head may continue after the items.
// The complete items of a cut or broken feed are kept.
#include <algorithm>
#include <deque>
#include <utility>

#include "feed_item.h"
#include "feed_text.h"
#include "json_scan.h"
#include "json_values.h"
#include "readers.h"
#include "text/plain_text.h"
#include "text/url.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

std::string names_of(JsonObject from) {
  std::string names;
  for (const char* key : {"authors", "author"})
    for (const JsonObject author : json_objects(from, {key})) {
      if (!names.empty() && std::string_view(key) == "author") break;
      const std::string name = person_name(json_text(author, {"name"}));
      if (!name.empty()) names.append(names.empty() ? "" : ", ").append(name);
    }
  return names.empty() ? person_name(json_text(from, {"author"})) : names;
}

FeedHead head_of(JsonObject feed) {
  FeedHead head;
  head.title = feed_title(json_text(feed, {"title"}));
  head.link = json_text(feed, {"homepageurl", "feedurl"});
  head.language = json_text(feed, {"language"});
  head.author = names_of(feed);
  return head;
}

std::string first_tag(JsonObject item) {
  for (const JsonValue value : json_members(item, {"tags"}))
    if (simdjson::dom::array tags; value.get(tags) == simdjson::SUCCESS)
      for (const JsonValue tag : tags)
        if (std::string text = json_text(tag); !trim(text).empty()) return text;
  return json_text(item, {"tags"});
}

FeedItem item_of(JsonObject item, const std::vector<MappedKey>& mapped, std::uint64_t line) {
  FeedItem made;
  made.line = line;
  for (const MappedKey& key : mapped) {
    JsonValue value;
    if (item[key.key].get(value) == simdjson::SUCCESS)
      made.parts.set_mapped(key.part, json_text(value));
  }
  const auto set = [&](ArticleField part, const std::string& value) {
    made.parts.set({part, 1}, value);
  };
  set(ArticleField::title, feed_title(json_text(item, {"title"})));
  const std::string html = json_text(item, {"contenthtml"}),
                    text = json_text(item, {"contenttext"});
  set(ArticleField::body, html.empty() ? feed_body(text) : feed_body(html));
  set(ArticleField::body, feed_body(text));
  set(ArticleField::body, feed_body(json_text(item, {"summary"})));
  set(ArticleField::date, json_text(item, {"datepublished", "datemodified"}));
  set(ArticleField::author, names_of(item));
  set(ArticleField::section, feed_title(first_tag(item)));
  for (const JsonValue value : json_members(item, {"tags"}))
    if (simdjson::dom::array tags; value.get(tags) == simdjson::SUCCESS)
      for (const JsonValue tag : tags) made.parts.add_topic(feed_title(json_text(tag)));
  set(ArticleField::language, json_text(item, {"language"}));
  made.guid = json_text(item, {"id"});
  made.url = json_text(item, {"url", "externalurl"});
  if (made.url.empty() && is_http_url(made.guid)) made.url = made.guid;
  made.updated = json_text(item, {"datemodified", "datepublished"});
  return made;
}

class JsonFeedReader : public ArticleReader {
 public:
  JsonFeedReader(ByteSource& bytes, const ReadOptions& options)
      : bytes_(bytes), options_(options), mapped_(mapped_keys(options)) {}

  std::optional<Record> next() override {
    if (!std::exchange(read_, true)) read_all();
    return ready_.next();
  }

  std::uint64_t line() const override { return ready_.line(); }
  TextOrigin origin() const override { return origin_; }

 private:
  void reject(std::uint64_t line, std::string reason, std::string hint = {}) {
    ready_.add(Rejection{line, std::move(reason), std::move(hint)});
  }

  void read_all() {
    const std::optional<std::string> text = read_whole(bytes_, options_.max_record_bytes, origin_);
    if (!text) return ready_.add(too_long(1, options_.max_record_bytes));
    const std::size_t list = items_begin(*text);
    if (list == std::string::npos)
      return reject(1, "the file is no JSON Feed", "it has no list \"items\"");
    const std::size_t end = read_items(*text, list);
    // The feed without its items.
    const std::string around = text->substr(0, list) + text->substr(std::min(end, text->size()));
    FeedHead head;
    JsonObject feed;
    if (parse_json(parser_, around).get(feed) == simdjson::SUCCESS ||
        parse_json(parser_, text->substr(0, list) + "]}").get(feed) == simdjson::SUCCESS)
      head = head_of(feed);
    ready_.add(std::move(items_), head, options_);
    if (end >= text->size())
      reject(line_at(*text, text->size()), "the JSON ends before its closing bracket",
             "what stands before it was read");
  }

  /// The offset after the "[" of the list of items, a member of the outermost object.
  static std::size_t items_begin(std::string_view text) {
    std::size_t depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const char c = text[at];
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && depth > 0) --depth;
      if (c != '"') continue;
      const std::size_t begin = at + 1;
      for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
      if (depth != 1 || at >= text.size() || text.substr(begin, at - begin) != "items") continue;
      std::size_t next = text.find_first_not_of(" \t\r\n", at + 1);
      if (next == std::string_view::npos || text[next] != ':') continue;
      next = text.find_first_not_of(" \t\r\n", next + 1);
      if (next != std::string_view::npos && text[next] == '[') return next + 1;
    }
    return std::string_view::npos;
  }

  std::uint64_t line_at(std::string_view text, std::size_t at) {
    line_count_ += static_cast<std::uint64_t>(
        std::count(text.begin() + static_cast<std::ptrdiff_t>(counted_),
                   text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted_ = at;
    return line_count_;
  }

  /// The offset of the list's closing bracket; the text's length if there is none.
  std::size_t read_items(std::string_view text, std::size_t at) {
    for (;;) {
      at = std::min(text.find_first_of("{]", at), text.size());
      if (at == text.size() || text[at] == ']') return at;
      const std::uint64_t line = line_at(text, at);
      const std::size_t size = JsonScan().feed(text.substr(at));
      if (size == std::string_view::npos) return text.size();
      JsonObject object;
      if (parse_json(parser_, std::string_view(text).substr(at, size)).get(object) ==
          simdjson::SUCCESS) {
        items_.push_back(item_of(object, mapped_, line));
      } else {
        FeedItem broken;
        broken.line = line;
        broken.rejection = Rejection{line, "the item is not valid JSON", {}};
        items_.push_back(std::move(broken));
      }
      at += size;
    }
  }

  ByteSource& bytes_;
  const ReadOptions& options_;
  const std::vector<MappedKey> mapped_;
  simdjson::dom::parser parser_;
  std::deque<FeedItem> items_;
  FeedRecords ready_;
  std::size_t counted_ = 0;  // bytes in which lines were counted
  std::uint64_t line_count_ = 1;
  TextOrigin origin_ = TextOrigin::utf8;
  bool read_ = false;
};

/// Whether the text has "version": "https://jsonfeed.org/version/1.1", with any spaces and slashes.
bool names_json_feed(std::string_view lower) {
  constexpr std::string_view kKey = "\"version\"";
  for (std::size_t at = lower.find(kKey); at != std::string_view::npos;
       at = lower.find(kKey, at + 1)) {
    const std::string_view value = lower.substr(at + kKey.size(), 60);
    const std::size_t open = value.find('"'), close = value.find('"', open + 1);
    if (open != std::string_view::npos &&
        contains(value.substr(open, close - open), "jsonfeed.org"))
      return true;
  }
  return false;
}

bool is_json_feed(std::string_view lower) {
  return names_json_feed(lower) ||
         (contains(lower, "\"items\"") &&
          (contains(lower, "\"home_page_url\"") || contains(lower, "\"feed_url\"")));
}

Evidence detect_jsonfeed(const InputHead& head) {
  return begins_json(head.text) && is_json_feed(lower_ascii(head.text)) ? Evidence::certain
                                                                        : Evidence::none;
}

}  // namespace

constinit const Format jsonfeed_format = {.name = "jsonfeed",
                                          .help = "JSON Feed 1.0 and 1.1",
                                          .endings = {".feed.json"},
                                          .detect = detect_jsonfeed,
                                          .make = make<JsonFeedReader>,
                                          .example = R"({
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Harbour Post",
  "items": [
    {"id": "1", "url": "https://harbour-post.example/ferry-late", "title": "Ferry late",
     "content_html": "<p>The ferry was late.</p>", "date_published": "2024-05-01T09:30:00Z"}
  ]
}
)"};

}  // namespace dateline::indexing
