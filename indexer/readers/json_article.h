// SPDX-License-Identifier: GPL-2.0-or-later
// JsonArticle: one JSON object as an article. Used by the readers of JSON and JSONL, which cut the
// objects out of their inputs.
#pragma once

#include <simdjson.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "article_reader.h"
#include "field_map.h"
#include "record_layouts.h"

namespace dateline::indexing {

/// A text or number in an object, by its key.
using JsonMember = std::pair<std::string, std::string>;

/// An object of a list, with what stands in the objects around the list, from the inside out.
struct JsonRecord {
  std::string json;
  std::vector<JsonMember> outer;
};

class JsonArticle {
 public:
  explicit JsonArticle(const ReadOptions& options)
      : options_(options), mapped_(mapped_keys(options)) {}

  /// The article in `json`, an object that begins in `line`. Absent for a record that is no article
  /// by its nature, such as a comment.
  std::optional<Record> read(std::string_view json, std::uint64_t line);
  /// True when `json` is an object with a key for a title or a text.
  bool is_article(std::string_view json);
  /// The objects of the list at `path` in `json`; without a path, of the list that it holds if it
  /// is no article itself.
  std::vector<JsonRecord> nested(std::string_view json, std::span<const std::string> path);
  /// The id in a line of Elasticsearch's bulk format that speaks of the next one:
  /// {"index": {"_id": "7"}}. Empty for any other object.
  std::string action_id(std::string_view json);
  /// What stands in the objects around those that are read next.
  void set_outer(std::vector<JsonMember> outer) { outer_ = std::move(outer); }
  std::vector<UnreadKey> unread() const { return bytes_.large(); }
  std::uint64_t skipped() const { return skipped_; }
  /// Of the record last read.
  bool is_export() const { return layout_ != nullptr && layout_->is_export(); }
  /// Bytes of the text of the article last asked for by is_article().
  std::size_t text_size() const { return parts_.text().size(); }
  /// The article last asked for by is_article() needs what stands beside its list.
  bool looks_around() const;
  /// The member holds what articles refer to, and none itself.
  static bool refers_to(std::string_view key);
  /// Of the last record looked at: it has a text, and not only a description.
  bool has_body() const { return layout_ != nullptr || !parts_[ArticleField::body].empty(); }
  /// An object with this key is an article, whatever lists are in it.
  static bool tells_article(std::string_view key) { return indexing::tells_article(key); }

 private:
  class ListSearch;

  simdjson::simdjson_result<simdjson::dom::element> parse(std::string_view json);
  void collect(simdjson::dom::object object);
  /// The members of an object whose members are all articles: {"a1": {"title": ...}, ...}. The
  /// key is the id of one without.
  std::vector<JsonRecord> named_articles(simdjson::dom::object around);
  void count_bytes(simdjson::dom::object object);
  void collect_members(simdjson::dom::object object, unsigned later);
  LayoutLookup lookup() const;
  /// What to say where --map would join the titles of many records.
  std::optional<Rejection> joined_records(simdjson::dom::object object, std::uint64_t line) const;

  const ReadOptions& options_;
  std::vector<MappedKey> mapped_;
  simdjson::dom::parser parser_;
  ArticleParts parts_;
  UnreadKeys bytes_;
  simdjson::dom::object record_;    // the article in the object last read
  DecidedFields decided_;           // by its layout
  const Layout* layout_ = nullptr;  // its
  std::vector<JsonMember> outer_;
  std::uint64_t skipped_ = 0;
};

}  // namespace dateline::indexing
