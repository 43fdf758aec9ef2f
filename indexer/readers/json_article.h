// SPDX-License-Identifier: GPL-2.0-or-later
// JsonArticle: one JSON object as an article. Used by the readers of JSON and JSONL; knows nothing
// of where the object was cut from.
#pragma once

#include <simdjson.h>

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
  /// An object with this key is an article, whatever lists are in it.
  static bool tells_article(std::string_view key) {
    const auto known = known_alias(key);
    return known && (known->part == ArticleField::title || known->part == ArticleField::body);
  }

 private:
  simdjson::simdjson_result<simdjson::dom::element> parse(std::string_view json);
  void collect(simdjson::dom::object object);

  const ReadOptions& options_;
  std::vector<MappedKey> mapped_;
  simdjson::dom::parser parser_;
  std::string mended_;  // the JSON without lone surrogates, where it had some
  ArticleParts parts_;
};

}  // namespace dateline::indexing
