// SPDX-License-Identifier: GPL-2.0-or-later
// JsonArticle: one JSON object as an article. Used by the readers of JSON and JSONL, which cut the
// objects out of their inputs.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "article_reader.h"
#include "field_map.h"

namespace dateline::indexing {

class JsonArticle {
 public:
  explicit JsonArticle(const ReadOptions& options)
      : options_(options), mapped_(mapped_keys(options)) {}

  /// The article in `json`, an object that begins in `line`.
  Record read(std::string_view json, std::uint64_t line);
  /// True when `json` is an object with a key for a title or a text.
  bool is_article(std::string_view json);
  std::vector<UnreadKey> unread() const { return bytes_.large(); }
  /// The bytes of text in the article of the last call of is_article().
  std::size_t text_size() const { return parts_.text().size(); }
  /// An object with this key is an article, whatever lists are in it.
  static bool tells_article(std::string_view key) { return indexing::tells_article(key); }

 private:
  simdjson::simdjson_result<simdjson::dom::element> parse(std::string_view json);
  void collect(simdjson::dom::object object);
  void count_bytes(simdjson::dom::object object);
  void collect_members(simdjson::dom::object object, unsigned depth);
  /// The Rejection if --map would join the titles of many records.
  std::optional<Rejection> joined_records(simdjson::dom::object object, std::uint64_t line) const;

  const ReadOptions& options_;
  std::vector<MappedKey> mapped_;
  simdjson::dom::parser parser_;
  ArticleParts parts_;
  UnreadKeys bytes_;
};

}  // namespace dateline::indexing
