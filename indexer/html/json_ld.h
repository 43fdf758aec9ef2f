// SPDX-License-Identifier: GPL-2.0-or-later
// JSON-LD as pages carry it (schema.org), sloppy JSON included: which of its objects is the
// article, and the values it has. Used by html_metadata.cc.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

/// JSON with the mistakes people make in templates mended: comments, CDATA, commas too many, line
/// ends in strings, escapes that are none, quotes in strings. Null when it cannot be read even so.
nlohmann::json read_sloppy_json(std::string_view text);

class JsonLd {
 public:
  /// The contents of a page's <script type="application/ld+json">.
  explicit JsonLd(const std::vector<std::string>& scripts);

  /// The article the page is about: of several the one with that title or address, else the first.
  /// Null when there is none.
  const nlohmann::json* article(const std::string& title, const std::string& url) const;
  /// A value as text: its name where it is an object, several joined by ", ". Empty when absent.
  std::string text(const nlohmann::json& object, const char* key) const;
  /// The same, but of several values the first.
  std::string first_text(const nlohmann::json& object, const char* key) const;
  /// A value of the page round the article (WebPage), where it says what the article does not.
  std::string page_text(const char* key) const;
  /// What the object says its kind is: "NewsArticle".
  static std::vector<std::string> types(const nlohmann::json& object);
  /// The last of the steps that lead to the page, that is not the page itself.
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
