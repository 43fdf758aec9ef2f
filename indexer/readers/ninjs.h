// SPDX-License-Identifier: GPL-2.0-or-later
// Ninjs: one ninjs object (1.x, 2.x or 3.x) as an article. Used by the reader of JSON, which cuts
// the objects out of files, arrays and lines.
#pragma once

#include <simdjson.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "article_reader.h"
#include "field_map.h"
#include "json_article.h"

namespace dateline::indexing {

class Ninjs {
 public:
  explicit Ninjs(const ReadOptions& options) : options_(options), mapped_(mapped_keys(options)) {}

  /// Whether the keys in `text`, the beginning of a JSON text, are those of ninjs.
  static bool has_keys(std::string_view text);

  /// The article in `json`, an object that begins in `line`. Absent for an item that has no text by
  /// its nature, such as a picture.
  std::optional<Record> read(std::string_view json, std::uint64_t line);
  /// True when `json` is an object with a URI and a key of articles.
  bool is_article(std::string_view json);
  std::vector<JsonRecord> nested(std::string_view, std::span<const std::string>) { return {}; }
  void set_outer(const std::vector<JsonMember>&) {}
  bool looks_around() const { return false; }
  static bool refers_to(std::string_view) { return false; }
  std::uint64_t skipped() const { return 0; }
  bool is_export() const { return false; }
  std::vector<UnreadKey> unread() const { return {}; }
  std::size_t text_size() const { return 1; }  // an item of an agency is known by its address
  static bool has_body() { return true; }
  /// An object with this key is an article, whatever lists are in it.
  static bool tells_article(std::string_view key) { return key == "uri" || key == "guid"; }

 private:
  const ReadOptions& options_;
  std::vector<MappedKey> mapped_;
  simdjson::dom::parser parser_;
};

}  // namespace dateline::indexing
