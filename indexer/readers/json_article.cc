// SPDX-License-Identifier: GPL-2.0-or-later
#include "json_article.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

#include "json_path.h"
#include "json_values.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

/// Members whose own members belong to the article, as in Guardian's "fields" and Webz's "thread".
constexpr std::string_view kInnerObjects[] = {"fields",  "thread", "html",    "attributes",
                                              "content", "meta",   "metadata"};

/// Members that are the article itself where they hold a title or a text, as in Elasticsearch's
/// {"_id": "1", "_source": {...}}; what stands beside them says more about it.
constexpr std::string_view kWrappers[] = {"_source",  "article", "item",      "tweet",
                                          "node",     "object",  "post",      "data",
                                          "document", "doc",     "properties"};

/// Lists that a thing with a title of its own holds, of which each is an article: a feed, a folder.
constexpr std::string_view kLists[] = {"items",   "articles",  "entries", "posts",       "messages",
                                       "results", "stories",   "docs",    "hits",        "records",
                                       "data",    "documents", "@graph",  "orderedItems"};

/// Members that hold no articles: what the records of an answer refer to, the parts of a
/// transcript.
constexpr std::string_view kReferred[] = {"includes", "included", "segments"};

constexpr unsigned kLater = 100;  // added to the rank of a key that is farther from the article

std::string_view separator_of(ArticleField part) {
  if (part == ArticleField::topics) return "\n";
  return part == ArticleField::body ? "\n\n" : ", ";
}

bool is_in(std::span<const std::string_view> keys, std::string_view key) {
  return std::ranges::find(keys, key) != keys.end();
}

const Layout* layout_of(object record) {
  return find_layout([&](std::string_view key) { return !record[key].error(); });
}

/// The member that is the article of `from`; nothing where it is the article itself.
std::optional<object> wrapped_in(object from) {
  for (const auto member : from) {
    object inner;
    if (!is_in(kWrappers, member.key) || member.value.get(inner) != simdjson::SUCCESS) continue;
    for (const auto each : inner)
      if (tells_article(each.key)) return inner;
    if (layout_of(inner) != nullptr) return inner;
  }
  return std::nullopt;
}

std::optional<FieldAlias> alias_of(std::string_view key, element value) {
  std::optional<FieldAlias> known = known_alias(key);
  if (std::string_view text; !known && value.get(text) == simdjson::SUCCESS)
    known = alias_by_value(key, text);
  return known;
}

/// The rest of a path without its first point.
std::string_view trim_step(std::string_view path) {
  return path.starts_with('.') ? path.substr(1) : path;
}

/// Bytes of the strings in a value.
std::size_t text_bytes(element value) {
  std::size_t bytes = 0;
  if (std::string_view text; value.get(text) == simdjson::SUCCESS) return text.size();
  if (simdjson::dom::array list; value.get(list) == simdjson::SUCCESS)
    for (const element item : list) bytes += text_bytes(item);
  if (object inner; value.get(inner) == simdjson::SUCCESS)
    for (const auto member : inner) bytes += text_bytes(member.value);
  return bytes;
}

/// The path with the record's own values in it: "includes.users[id={author_id}].name".
std::string filled_path(std::string_view path, object record) {
  std::string filled;
  for (std::size_t open; (open = path.find('{')) != std::string_view::npos;) {
    const std::size_t close = std::min(path.find('}', open), path.size() - 1);
    filled.append(path.substr(0, open))
        .append(json_text_at(record, path.substr(open + 1, close - open - 1), ", "));
    path.remove_prefix(close + 1);
  }
  return filled.append(path);
}

/// Adds what the record's layout looks for around it, by the path as the layout writes it.
void add_around(object root, object record, std::vector<JsonMember>& outer) {
  const Layout* const layout = layout_of(record);
  if (layout == nullptr || !layout->looks_around()) return;
  for (const LayoutField& field : layout->fields)
    for (const std::vector<LayoutPath>& choice : field.choices)
      for (const LayoutPath& path : choice)
        if (path.looks_around())
          outer.emplace_back(path.path, json_text_at(root, filled_path(path.path, record), ", "));
}

std::vector<std::string> keys_of(object from) {
  std::vector<std::string> keys;
  for (const auto member : from) keys.emplace_back(member.key);
  return keys;
}

/// simdjson's reason, as a clause.
std::string reason_for(simdjson::error_code error) {
  if (error == simdjson::DEPTH_ERROR) return "the JSON is nested too deep";
  if (error == simdjson::STRING_ERROR) return "the JSON has a broken string";
  if (error == simdjson::UNCLOSED_STRING) return "the JSON has a string without its closing quote";
  return "the line is not valid JSON";
}

}  // namespace

bool JsonArticle::refers_to(std::string_view key) { return is_in(kReferred, key); }

bool JsonArticle::looks_around() const { return layout_ != nullptr && layout_->looks_around(); }

simdjson::simdjson_result<element> JsonArticle::parse(std::string_view json) {
  constexpr std::size_t kKeep = std::size_t{16} << 20;
  if (parser_.capacity() > kKeep) parser_ = simdjson::dom::parser();
  return parse_json(parser_, json);
}

void JsonArticle::collect(object from) {
  parts_.clear();
  for (const MappedKey& mapped : mapped_) {
    const std::string value = json_text_at(from, mapped.key, separator_of(mapped.part));
    bytes_.mapped(mapped.key, !value.empty());
    parts_.set_mapped(mapped.part, value);
  }
  const std::optional<object> wrapped = wrapped_in(from);
  record_ = wrapped.value_or(from);
  layout_ = layout_of(record_);
  if (wrapped) add_around(from, record_, outer_);
  decided_ = {};
  if (layout_ != nullptr)
    decided_ = set_layout_fields(*layout_, lookup(), parts_);
  else if (wrapped)
    layout_ = layout_of(from);  // one that tells the wrapper from an article
  if (wrapped) collect_members(*wrapped, 0);
  collect_members(from, wrapped ? kLater : 0);
}

LayoutLookup JsonArticle::lookup() const {
  return [this](const LayoutPath& path, ArticleField part) -> std::string {
    if (path.outer) {
      const auto found = std::ranges::find(outer_, path.path, &JsonMember::first);
      return found == outer_.end() ? std::string() : found->second;
    }
    const std::string_view usual = path.html ? "\n<p>" : separator_of(part);
    return json_text_at(record_, path.path, path.separated ? path.separator : usual);
  };
}

void JsonArticle::collect_members(object from, unsigned later) {
  for (const auto member : from) {
    auto known = alias_of(member.key, member.value);
    if (known && decided_.has(known->part)) known.reset();
    object inner;
    const bool is_object = member.value.get(inner) == simdjson::SUCCESS;
    if (is_object && is_in(kWrappers, member.key) && wrapped_in(from)) continue;
    std::string text;
    if (known &&
        !(known->part == ArticleField::author && member.value.is_number()))  // of another table
      text = json_value_text(member.value, separator_of(known->part));
    if (is_object && text.empty() && later < kLater && is_in(kInnerObjects, member.key))
      collect_members(inner, later + kLater);
    else if (known)
      parts_.set({known->part, known->rank + later, known->text}, text);
  }
}

void JsonArticle::count_bytes(object from) {
  for (const auto member : from) {
    const bool mapped = std::ranges::any_of(mapped_, [&](const MappedKey& key) {
      return key.key == member.key || json_path_steps(key.key).front() == member.key;
    });
    const bool read = mapped || alias_of(member.key, member.value) ||
                      is_in(kInnerObjects, member.key) || is_in(kWrappers, member.key) ||
                      (layout_ != nullptr && layout_->reads(member.key));
    const std::size_t bytes = text_bytes(member.value);
    read ? bytes_.read(bytes) : bytes_.unread(member.key, bytes);
  }
}

std::optional<Rejection> JsonArticle::joined_records(object from, std::uint64_t line) const {
  for (const MappedKey& mapped : mapped_) {
    if (mapped.part != ArticleField::title && mapped.part != ArticleField::id) continue;
    const std::size_t values = json_values_at(from, mapped.key);
    const std::size_t each = mapped.key.find("[]");
    if (values < 2 || each == std::string::npos) continue;
    return Rejection{
        line, fmt::format("--map {} would join {} records into one", mapped.key, values),
        fmt::format("name the list of the records, and what is in one: --map record={} --map "
                    "title={}",
                    mapped.key.substr(0, each),
                    trim_step(mapped.key.substr(std::min(each + 2, mapped.key.size()))))};
  }
  return std::nullopt;
}

std::optional<Record> JsonArticle::read(std::string_view json, std::uint64_t line) {
  element root;
  if (const auto error = parse(json).get(root)) return Rejection{line, reason_for(error), {}};
  object record;
  if (root.get(record) != simdjson::SUCCESS)
    return Rejection{line, "the JSON is not an object", {}};
  if (std::optional<Rejection> joined = joined_records(record, line)) return *joined;
  collect(record);
  if (layout_ != nullptr && holds(layout_->skipped, lookup())) {
    ++skipped_;
    return std::nullopt;
  }
  const bool cancelled = layout_ != nullptr && holds(layout_->cancelled, lookup());
  parts_.drop_markup();
  Article article = make_article(parts_, options_);
  if (cancelled) article.status = Status::cancelled;
  if (!has_text(article) && !(cancelled && !article.id.empty()))
    return no_text(line, "the JSON object", keys_of(record));
  if (layout_ != nullptr && article.author == article.source) article.author.clear();
  count_bytes(record_);
  return article;
}

bool JsonArticle::is_article(std::string_view json) {
  object record;
  if (parse(json).get(record) != simdjson::SUCCESS) return false;
  outer_.clear();
  collect(record);
  return layout_ != nullptr || !parts_[ArticleField::title].empty() || !parts_.text().empty();
}

/// The list with the longest text in its first article, or else an object of a known layout; at
/// most five objects or lists deep.
class JsonArticle::ListSearch {
 public:
  ListSearch(JsonArticle& article, bool named) : article_(article), named_(named) {}

  void search(element from, unsigned depth) {
    constexpr unsigned kDeepest = 5;
    if (depth > kDeepest) return;
    if (object inner; from.get(inner) == simdjson::SUCCESS) {
      if (best.empty() && !path_.empty() && layout_of(inner) != nullptr) best = path_;
      for (const auto member : inner) {
        if (refers_to(member.key)) continue;
        path_.emplace_back(member.key);
        search(member.value, depth + 1);
        path_.pop_back();
      }
    }
    simdjson::dom::array list;
    if (from.get(list) != simdjson::SUCCESS || list.size() == 0) return;
    const element first = list.at(0);
    if (!first.is_object()) return;
    if (const std::size_t size = text_size(first);
        size > most_ && !path_.empty() && may_be_list()) {
      most_ = size;
      best = path_;
    } else {
      search(first, depth + 1);
    }
  }

  std::vector<std::string> best;  // its keys; lists on the way have none

 private:
  bool may_be_list() const { return !named_ || is_in(kLists, path_.back()); }

  /// Of an article with a title and a text, or of a layout that is known; else 0.
  std::size_t text_size(element record) {
    article_.collect(object(record));
    const std::size_t size = article_.parts_.text().size();
    if (article_.layout_ != nullptr) return size + 1;
    // A title and a description alone are anything, as in the schema of a program.
    const ArticleParts& parts = article_.parts_;
    const bool told = !parts[ArticleField::body].empty() || !parts[ArticleField::date].empty();
    return parts[ArticleField::title].empty() || !told ? 0 : size;
  }

  JsonArticle& article_;
  const bool named_;  // the object around the lists has a title
  std::size_t most_ = 0;
  std::vector<std::string> path_;
};

namespace {

/// Adds the objects of the lists at `path`, with the texts and numbers beside the path, and what
/// their layout looks for in `root`.
void add_records(object root, element from, std::span<const std::string> path,
                 std::vector<JsonMember>& outer, std::vector<JsonRecord>& records) {
  if (simdjson::dom::array list; from.get(list) == simdjson::SUCCESS) {
    for (const element item : list) {
      if (!path.empty()) {
        add_records(root, item, path, outer, records);
      } else if (item.is_object()) {
        records.push_back({simdjson::minify(item), outer});
        add_around(root, object(item), records.back().outer);
      }
    }
    return;
  }
  object around;
  if (from.get(around) != simdjson::SUCCESS) return;
  if (path.empty()) {
    records.push_back({simdjson::minify(from), outer});
    return add_around(root, around, records.back().outer);
  }
  const std::size_t known = outer.size();
  for (const auto member : around)
    if (std::string text = json_text(member.value); !text.empty())
      outer.insert(outer.begin(), {std::string(member.key), std::move(text)});
  const std::size_t added = outer.size() - known;
  if (element inner; around[path.front()].get(inner) == simdjson::SUCCESS)
    add_records(root, inner, path.subspan(1), outer, records);
  outer.erase(outer.begin(), outer.begin() + static_cast<std::ptrdiff_t>(added));
}

}  // namespace

std::string JsonArticle::action_id(std::string_view json) {
  constexpr std::size_t kLongest = 2'000;
  static constexpr std::string_view kActions[] = {"index", "create", "update"};
  object record, action;
  if (json.size() > kLongest || parse(json).get(record) != simdjson::SUCCESS || record.size() != 1)
    return {};
  for (const std::string_view name : kActions)
    if (element id;
        record[name].get(action) == simdjson::SUCCESS && action["_id"].get(id) == simdjson::SUCCESS)
      return json_text(id);
  return {};
}

std::vector<JsonRecord> JsonArticle::named_articles(object around) {
  std::vector<JsonRecord> records;
  for (const auto member : around) {
    object inner;
    if (member.value.get(inner) != simdjson::SUCCESS) return {};
    collect(inner);
    if (parts_[ArticleField::title].empty() || parts_.text().empty()) return {};
    std::string json = simdjson::minify(member.value);
    if (parts_[ArticleField::id].empty()) {
      const std::string key = nlohmann::json(std::string(member.key)).dump();
      json = fmt::format("{{\"id\":{},{}", key, json.substr(1));
    }
    records.push_back({std::move(json), {}});
  }
  return records;
}

std::vector<JsonRecord> JsonArticle::nested(std::string_view json,
                                            std::span<const std::string> path) {
  element root;
  object record;
  if (parse(json).get(root) != simdjson::SUCCESS || root.get(record) != simdjson::SUCCESS)
    return {};
  std::vector<JsonRecord> records;
  std::vector<JsonMember> outer;
  if (!path.empty()) {
    add_records(record, root, path, outer, records);
    return records;
  }
  outer_.clear();
  collect(record);
  const bool titled = !parts_[ArticleField::title].empty();
  if (!mapped_.empty() || layout_ != nullptr || !parts_[ArticleField::body].empty()) return {};
  if (!titled)
    if (std::vector<JsonRecord> named = named_articles(record); !named.empty()) return named;
  ListSearch search(*this, titled);
  search.search(root, 0);
  if (!search.best.empty()) add_records(record, root, search.best, outer, records);
  return records;
}

}  // namespace dateline::indexing
