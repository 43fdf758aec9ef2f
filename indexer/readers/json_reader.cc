// SPDX-License-Identifier: GPL-2.0-or-later
// JSON (an array of objects, an object that holds one, or objects one after another) and JSONL
// (an object a line).
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "json_article.h"
#include "json_scan.h"
#include "json_values.h"
#include "ninjs.h"
#include "readers.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

/// The keys of the list that --map record=PATH names: "data.items" or "data.items[]".
std::vector<std::string> record_path(const ReadOptions& options) {
  std::vector<std::string> keys;
  const auto mapped = options.map.find(std::string(kRecordField));
  std::string_view path = mapped == options.map.end() ? std::string_view() : mapped->second;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('.'), path.size());
    std::string_view key = path.substr(0, end);
    if (key.ends_with("[]")) key.remove_suffix(2);
    keys.emplace_back(key);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return keys;
}

const Rejection kNoRecords{0, "the JSON has no list of records where --map record= says", {}};

/// Whether an object gave no text: what it holds may be the articles.
bool is_bare(const std::optional<Record>& record) {
  if (!record) return false;
  const auto* article = std::get_if<Article>(&*record);
  return article == nullptr || (article->body.empty() && article->status == Status::usable);
}

/// Makes articles of objects that are one each, or that hold a list of them, as the answers of a
/// service.
template <class Objects>
class ObjectReader {
 public:
  explicit ObjectReader(const ReadOptions& options)
      : articles(options), record_path(indexing::record_path(options)) {}

  /// What is left of the object read last.
  bool has_more() const { return !rest_.empty(); }
  std::optional<Record> next(std::uint64_t line) {
    JsonRecord record = std::move(rest_.front());
    rest_.pop_front();
    articles.set_outer(std::move(record.outer));
    return articles.read(record.json, line);
  }

  /// The article of an object. If it is none, or `opened` says that it is around articles, those
  /// that it holds.
  std::optional<Record> read(std::string_view json, std::uint64_t line, bool opened) {
    std::optional<Record> whole;
    articles.set_outer({});
    if (!opened && record_path.empty()) whole = articles.read(json, line);
    if (!opened && record_path.empty() && !is_bare(whole)) return whole;
    std::ranges::move(articles.nested(json, record_path), std::back_inserter(rest_));
    if (has_more()) return next(line);
    if (!record_path.empty()) return Rejection{line, kNoRecords.reason, {}};
    return whole ? whole : articles.read(json, line);
  }

  Objects articles;
  const std::vector<std::string> record_path;  // the keys of --map record=PATH

 private:
  std::deque<JsonRecord> rest_;
};

class JsonlReader : public StreamReader {
 public:
  JsonlReader(ByteSource& bytes, const ReadOptions& options)
      : StreamReader(bytes, options), objects_(options) {}

  std::vector<UnreadKey> unread() const override { return objects_.articles.unread(); }
  std::uint64_t skipped() const override { return objects_.articles.skipped(); }
  bool is_export() const override { return objects_.articles.is_export(); }

  std::optional<Record> next() override {
    for (;;) {
      while (objects_.has_more())
        if (std::optional<Record> record = objects_.next(line_)) return record;
      skip_used();
      const std::size_t end = stream_.find('\n');
      const std::string_view window = stream_.window();
      line_ = stream_.line();
      used_ = end == std::string_view::npos ? window.size() : end + 1;
      if (window.empty()) return std::nullopt;
      if (used_ > stream_.limit()) {
        stream_.skip_line();
        used_ = 0;
        return too_long(line_, stream_.limit());
      }
      const std::string_view json = trim(window.substr(0, used_));
      if (json.empty()) continue;
      if (std::optional<Record> record = read_line(json)) return record;
    }
  }

 private:
  std::optional<Record> read_line(std::string_view json) {
    std::optional<Record> record = objects_.read(json, line_, /*opened=*/false);
    if (record && std::holds_alternative<Rejection>(*record)) {
      std::string id = objects_.articles.action_id(json);
      if (!id.empty()) {
        next_id_ = std::move(id);
        return std::nullopt;
      }
    }
    const std::string id = std::exchange(next_id_, {});
    if (!id.empty() && record)
      if (auto* article = std::get_if<Article>(&*record); article != nullptr && article->id.empty())
        article->id = id;
    return record;
  }

  ObjectReader<JsonArticle> objects_;
  std::string next_id_;  // as the line before says
};

/// `Objects` makes an article of an object (JsonArticle, Ninjs).
template <class Objects>
class JsonReader : public StreamReader {
 public:
  JsonReader(ByteSource& bytes, const ReadOptions& options)
      : StreamReader(bytes, options), reader_(options) {}

  std::vector<UnreadKey> unread() const override { return article_.unread(); }
  std::uint64_t skipped() const override { return article_.skipped(); }
  bool is_export() const override { return article_.is_export(); }

  std::optional<Record> next() override {
    if (!started_) skip_assignment();
    for (;;) {
      while (reader_.has_more())
        if (std::optional<Record> record = reader_.next(line_)) return record;
      skip_used();
      const char c = next_character();
      line_ = stream_.line();
      if (c == '\0') return end_of_input();
      if (c == ',' || c == '[' || c == ']' || c == '}') {
        step_over(c);
      } else if (c == '{') {
        if (depth_ == 0 && enter_list()) continue;
        if (std::optional<Record> record = cut_object()) return record;
      } else {
        return skip_junk();
      }
    }
  }

 private:
  /// Skips what an archive of X has before its JSON: "window.YTD.tweets.part0 = ".
  void skip_assignment() {
    started_ = true;
    stream_.has(kLongestAssignment);
    stream_.skip(assignment_size(stream_.window()));
  }

  /// The next character that is not white space, which then begins the window; 0 at the end.
  char next_character() {
    for (;;) {
      const std::size_t at = stream_.window().find_first_not_of(" \t\r\n");
      stream_.skip(std::min(at, stream_.window().size()));
      if (at != std::string_view::npos) return stream_.window().front();
      if (!stream_.fill()) return '\0';
    }
  }

  void step_over(char c) {
    stream_.skip(1);
    if (c == '[') ++depth_;
    if (c == ']' && depth_ > 0) --depth_;
    if (objects_ > 0 && depth_ == 0) leave_list();
  }

  std::optional<Record> end_of_input() {
    if (depth_ == 0) return std::nullopt;
    depth_ = 0;
    return Rejection{line_, "the JSON ends before its closing bracket", {}};
  }

  /// The offset after the object or array at `begin` of the window; npos if the input ends or the
  /// value is too long.
  std::size_t value_end(std::size_t begin) {
    JsonScan scan;
    for (std::size_t from = begin;;) {
      const std::string_view window = stream_.window();
      const std::size_t end = scan.feed(window.substr(from));
      if (end != std::string_view::npos) return from + end;
      from = window.size();
      if (from - begin > stream_.limit() || !stream_.fill()) return std::string_view::npos;
    }
  }

  std::optional<Record> cut_object() {
    const std::size_t end = value_end(0);
    if (end != std::string_view::npos) {
      used_ = end;
      const std::string_view json = stream_.window().substr(0, end);
      // In a list that was entered each is an article; elsewhere it may be lists in lists, which
      // are not read as a stream.
      if (objects_ > 0) return article_.read(json, line_);
      return reader_.read(json, line_, /*opened=*/depth_ == 0);
    }
    if (stream_.too_long()) {
      skip_value();
      return too_long(line_, stream_.limit());
    }
    stream_.skip(stream_.window().size());
    depth_ = 0;
    return Rejection{line_, "the JSON ends in the middle of an object", {}};
  }

  /// Skips the rest of a value without keeping it.
  void skip_value(JsonScan scan = {}) {
    for (;;) {
      const std::size_t end = scan.feed(stream_.window());
      stream_.skip(std::min(end, stream_.window().size()));
      if (end != std::string_view::npos || !stream_.fill()) return;
    }
  }

  /// Goes from the end of a list to the next list of whole articles in the objects around it, or to
  /// the end of these objects.
  void leave_list() {
    while (record_path_.empty() && objects_ > 0) {
      List list;
      std::size_t at = 0;
      if (!look_through(at, objects_, list)) break;
      if (list.bodies) return enter(list);
      if (list.texts) {  // of something else, such as authors
        const std::size_t end = value_end(list.begin);
        if (end == std::string_view::npos) break;
        stream_.skip(end);
        continue;
      }
      stream_.skip(at);
      --objects_;
    }
    JsonScan scan;
    for (; objects_ > 0; --objects_) scan.feed("{");
    skip_value(scan);
  }

  /// Rejects bytes that are not allowed here, up to the possible beginning of a value.
  Rejection skip_junk() {
    bool found = false;
    while (!found) {
      const std::size_t at = stream_.window().find_first_of("{[]");
      found = at != std::string_view::npos;
      stream_.skip(std::min(at, stream_.window().size()));
      if (!found && !stream_.fill()) break;
    }
    return {line_, "there is something other than an object where an article should begin", {}};
  }

  /// A list of articles inside an object.
  struct List {
    std::size_t begin = std::string_view::npos;  // of its "["
    std::size_t depth = 0;                       // objects around it
    bool texts = false;                          // its first article has a text
    bool bodies = false;                         // and more than a description
  };

  /// True when the object at the start of the window is no article but has a list of articles
  /// ({"articles": [{...}, ...]}), possibly in an inner object. The list then begins the window.
  bool enter_list() {
    List list;
    std::size_t at = 0;
    outer_.clear();
    article_.set_outer({});
    const bool looked = record_path_.empty() ? look_into(at, 1, list) : follow_path(at, 0, list);
    if (!looked || list.begin == std::string_view::npos) return false;
    // What stands beside the list is needed, if the object is not too long to be read as a whole.
    if (article_.looks_around() && value_end(0) != std::string_view::npos) return false;
    enter(list);
    return true;
  }

  /// Makes a list the beginning of the window.
  void enter(const List& list) {
    std::erase_if(outer_, [&](const auto& member) { return member.depth > list.depth; });
    std::vector<JsonMember> outer;
    for (const Outer& member : outer_) outer.insert(outer.begin(), {member.key, member.text});
    article_.set_outer(std::move(outer));
    stream_.skip(list.begin);
    objects_ = list.depth;
  }

  /// Finds the first list of articles with a text, else the first list of articles, in the object
  /// at `at`, and moves `at` after the object. False when the object is an article or cannot be
  /// read.
  bool look_into(std::size_t& at, std::size_t depth, List& best) {
    return look_through(++at, depth, best);
  }

  /// The same from a place between the object's members.
  bool look_through(std::size_t& at, std::size_t depth, List& best) {
    constexpr std::size_t kDeepest = 4;
    while (!best.texts) {
      std::string key;
      const char value = next_member(at, key);
      if (value == '}') return true;
      if (value == '\0') return best.begin != std::string_view::npos;
      if (Objects::refers_to(key)) {
        at = skip_member(at, value);
        if (at == std::string_view::npos) return best.begin != std::string_view::npos;
        continue;
      }
      const bool nests = value == '{' || value == '[';
      const bool holder = nests && plain_key(key) == "article";  // with one article or many
      if (depth == 1 && !holder && Objects::tells_article(key)) return false;
      const bool open = holder || !names_text(key) || (depth > 1 && Objects::tells_article(key));
      if (value == '[' && open) offer_list(at, depth, best);
      if (best.texts) return true;
      if (value == '{' && open && depth < kDeepest) {
        if (!look_into(at, depth + 1, best)) return false;
      } else {
        const std::size_t begin = at;
        at = skip_member(at, value);
        if (!nests && at != std::string_view::npos) keep_outer(key, begin, at, depth);
      }
      if (at == std::string_view::npos) return best.begin != std::string_view::npos;
    }
    return true;
  }

  /// Keeps a text or number for the records of a list that may follow.
  void keep_outer(const std::string& key, std::size_t begin, std::size_t end, std::size_t depth) {
    constexpr std::size_t kMost = 100;       // of them
    constexpr std::size_t kLongest = 1'000;  // bytes
    if (outer_.size() >= kMost || end - begin > kLongest) return;
    simdjson::dom::parser parser;
    simdjson::dom::element value;
    const std::string json(trim(stream_.window().substr(begin, end - begin)));
    if (parser.parse(json).get(value) == simdjson::SUCCESS)
      outer_.push_back({key, json_text(value), depth});
  }

  /// The key of a part of an article that is no list of things.
  static bool names_text(const std::string& key) {
    const auto known = known_alias(key);
    return known && known->part < ArticleField::topics;
  }

  void offer_list(std::size_t at, std::size_t depth, List& best) {
    if (!holds_articles(at)) return;
    const bool texts = article_.text_size() > 0;
    if (best.begin == std::string_view::npos || texts)
      best = {at, depth, texts, article_.has_body()};
  }

  /// Finds the list that --map record=PATH names.
  bool follow_path(std::size_t& at, std::size_t step, List& list) {
    for (++at;;) {
      std::string key;
      const char value = next_member(at, key);
      if (value == '}' || value == '\0') return false;
      const bool last = step + 1 == record_path_.size();
      if (key == record_path_[step] && last && value == '[') {
        list = {at, step + 1, true, true};
        return true;
      }
      if (key == record_path_[step] && !last && value == '{')
        return follow_path(at, step + 1, list);
      at = skip_member(at, value);
      if (at == std::string_view::npos) return false;
    }
  }

  /// Moves `at` to the value of an object's next member and returns the value's first character.
  /// Returns '}' after the object's end, 0 if it cannot be read.
  char next_member(std::size_t& at, std::string& key) {
    char next = skip_blanks(at);
    for (; next == ','; next = skip_blanks(at)) ++at;
    if (next == '}') ++at;
    if (next != '"') return next == '}' ? '}' : '\0';
    const std::size_t key_end = string_end(at);
    if (key_end == std::string_view::npos) return '\0';
    key = stream_.window().substr(at + 1, key_end - at - 2);
    at = key_end;
    if (skip_blanks(at) != ':') return '\0';
    const char value = skip_blanks(++at);
    return value == '}' ? '\0' : value;
  }

  /// Moves `at` to the window's next character that is no white space and returns it; 0 at the end.
  char skip_blanks(std::size_t& at) {
    while (stream_.has(at + 1)) {
      const std::string_view window = stream_.window();
      at = std::min(window.find_first_not_of(" \t\r\n", at), window.size());
      if (at < window.size()) return window[at];
      if (at > stream_.limit()) break;
    }
    return '\0';
  }

  /// The offset after the string that begins at `at`, or npos.
  std::size_t string_end(std::size_t at) {
    for (++at; stream_.has(at + 1) && at < stream_.limit(); ++at) {
      const char c = stream_.window()[at];
      if (c == '"') return at + 1;
      if (c == '\\') ++at;
    }
    return std::string_view::npos;
  }

  /// The offset after the value at `at`, which begins with `first`, or npos.
  std::size_t skip_member(std::size_t at, char first) {
    if (first == '"') return string_end(at);
    if (first == '{' || first == '[') return value_end(at);
    while (stream_.has(at + 1) && at < stream_.limit()) {
      const char c = stream_.window()[at];
      if (c == ',' || c == '}') return at;
      ++at;
    }
    return std::string_view::npos;
  }

  /// True when an element of the array at `at` is an article, of the first ones.
  bool holds_articles(std::size_t at) {
    constexpr int kFirst = 10;
    for (int element = 0; element < kFirst; ++element) {
      if (skip_blanks(++at) != '{') return false;
      const std::size_t end = value_end(at);
      if (end == std::string_view::npos) return false;
      if (article_.is_article(stream_.window().substr(at, end - at))) return true;
      at = end;
      if (skip_blanks(at) != ',') return false;
    }
    return false;
  }

  /// A text or number in an object around a list.
  struct Outer {
    std::string key, text;
    std::size_t depth;
  };

  ObjectReader<Objects> reader_;
  Objects& article_ = reader_.articles;
  const std::vector<std::string>& record_path_ = reader_.record_path;
  std::size_t depth_ = 0;     // open arrays around the next element
  std::size_t objects_ = 0;   // around the array
  std::vector<Outer> outer_;  // what they say, up to the array
  bool started_ = false;
};

Evidence detect_jsonl(const InputHead& head) {
  const bool named = has_ending(head, jsonl_format);
  const bool lines = begins_object(head.text) && (named || has_object_a_line(head.text));
  return evidence_of(lines, head, jsonl_format);
}

Evidence detect_json(const InputHead& head) {
  const std::size_t assignment = assignment_size(head.text);
  return evidence_of(begins_json(head.text.substr(assignment)), head, json_format);
}

Evidence detect_ninjs(const InputHead& head) {
  return begins_json(head.text) && Ninjs::has_keys(head.text) ? Evidence::certain : Evidence::none;
}

}  // namespace

constinit const Format jsonl_format = {
    .name = "jsonl",
    .help = "one JSON object a line",
    .endings = {".jsonl", ".ndjson"},
    .detect = detect_jsonl,
    .make = make<JsonlReader>,
    .example =
        R"({"id": "hp-1", "title": "Ferry late", "date": "2024-05-01", "body": "The ferry was late."}
{"id": "hp-2", "title": "Bridge open", "date": "2024-05-02", "body": "The bridge is open."}
)"};

constinit const Format json_format = {
    .name = "json",
    .help = "an array of JSON objects, or an object that holds one",
    .endings = {".json"},
    .detect = detect_json,
    .make = make<JsonReader<JsonArticle>>,
    .example = R"([
  {"id": "hp-1", "title": "Ferry late", "date": "2024-05-01T09:30:00Z",
   "author": "Ann Smith", "body": "The ferry was late."}
]
)"};

constinit const Format ninjs_format = {.name = "ninjs",
                                       .help = "ninjs 1.x to 3.x, news of agencies as JSON",
                                       .endings = {".ninjs.json", ".ninjs.jsonl"},
                                       .detect = detect_ninjs,
                                       .make = make<JsonReader<Ninjs>>,
                                       .example = R"({
  "uri": "tag:harbour-post.example,2024:1", "type": "text", "version": "1",
  "pubstatus": "usable", "versioncreated": "2024-05-01T09:30:00Z", "language": "en",
  "headline": "Ferry late", "byline": "Ann Smith",
  "body_text": "The ferry was late."
}
)"};

}  // namespace dateline::indexing
