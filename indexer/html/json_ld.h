// SPDX-License-Identifier: GPL-2.0-or-later
// JSON-LD of pages (schema.org), invalid JSON included: finds the object of the article and its
// values. Used by html_metadata.cc.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

/// Parses JSON and repairs the usual mistakes of templates: comments, CDATA, surplus commas, line
/// ends in strings, invalid escapes, quotes in strings. Null when it still cannot be parsed.
nlohmann::json read_sloppy_json(std::string_view text);

class JsonLd {
 public:
  /// The contents of a page's <script type="application/ld+json">.
  explicit JsonLd(const std::vector<std::string>& scripts);

  /// The article of the page: if there are several, the one with that title or address, else the
  /// first. Null when there is none.
  const nlohmann::json* article(const std::string& title, const std::string& url) const;
  /// A value as text. An object is its name; several values are joined by ", ". Empty when absent.
  std::string text(const nlohmann::json& object, const char* key) const;
  /// The first value as text. Empty when absent.
  std::string first_text(const nlohmann::json& object, const char* key) const;
  /// A value of the page around the article (WebPage).
  std::string page_text(const char* key) const;
  /// The types of the object: "NewsArticle".
  static std::vector<std::string> types(const nlohmann::json& object);
  /// The last breadcrumb that is not the page itself.
  std::string last_crumb(const std::string& title) const;

 private:
  void collect(const nlohmann::json& value, int depth);
  std::string text_of(const nlohmann::json& value, int depth) const;

  std::vector<nlohmann::json> documents_;
  std::vector<const nlohmann::json*> articles_;
  std::vector<const nlohmann::json*> pages_;
  std::vector<const nlohmann::json*> crumbs_;
  std::vector<std::pair<std::string, const nlohmann::json*>> by_id_;
};

}  // namespace dateline::indexing
