// SPDX-License-Identifier: GPL-2.0-or-later
#include "field_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "catalog/stored_article.h"

namespace dateline::indexing {
namespace {

// Bytes. Names of sources and sections are codes, and a list of authors may be long.
constexpr std::size_t kLongestName = 500, kLongestAuthor = 2000, kLongestTitle = 10000,
                      kLongestAddress = 8000, kLongestId = 1000, kLongestDate = 200;

void cut_at(std::string& text, std::size_t size) {
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  text.resize(size);
  text += "…";
}

std::string short_id(const std::string& id) {
  constexpr std::size_t kKept = 200;
  Article hashed;
  hashed.title = id;
  std::string text = id;
  cut_at(text, kKept);
  for (const std::uint8_t byte : content_hash(hashed)) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

void limit_fields(Article& article, const std::function<void(std::string_view field)>& cut) {
  const struct {
    std::string& text;
    std::size_t longest;
    std::string_view name;
  } fields[] = {
      {article.source, kLongestName, "source"},   {article.section, kLongestName, "section"},
      {article.author, kLongestAuthor, "author"}, {article.language, kLongestName, "language"},
      {article.country, kLongestName, "country"}, {article.type, kLongestName, "type"},
      {article.date_text, kLongestDate, "date"},
  };
  for (const auto& [text, longest, name] : fields) {
    if (text.size() <= longest) continue;
    cut_at(text, longest);
    cut(name);
  }
  if (article.title.size() > kLongestTitle) {
    article.body.insert(0, article.body.empty() ? article.title : article.title + "\n\n");
    cut_at(article.title, kLongestTitle);
    cut("title");
  }
  if (article.url.size() > kLongestAddress) {
    article.url.clear();
    cut("url");
  }
  if (article.id.size() > kLongestId) {
    article.id = short_id(article.id);
    cut("id");
  }
}

}  // namespace dateline::indexing
