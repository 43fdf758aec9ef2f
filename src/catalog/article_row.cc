// SPDX-License-Identifier: GPL-2.0-or-later
#include "article_row.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace dateline {

std::string_view bytes_of(const SQLite::Column& column) {
  const void* const data = column.getBlob();
  return {static_cast<const char*>(data), static_cast<std::size_t>(column.getBytes())};
}

std::string article_marks() {
  std::string marks = "?";
  for (int i = 1; i < kArticleColumnCount; ++i) marks += ", ?";
  return marks;
}

namespace {

/// "3 17": the codes of topics, as a column has them.
std::string topic_codes(const std::vector<NameCode>& topics) {
  std::string text;
  for (const NameCode& topic : topics)
    text.append(text.empty() ? "" : " ").append(std::to_string(topic.code));
  return text;
}

std::vector<std::uint32_t> read_topic_codes(std::string_view text) {
  std::vector<std::uint32_t> codes;
  while (!text.empty()) {
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
    if (error != std::errc()) break;  // damaged: the row's sum tells
    codes.push_back(code);
    text.remove_prefix(std::min(static_cast<std::size_t>(end - text.data()) + 1, text.size()));
  }
  return codes;
}

std::optional<int> optional_number(const SQLite::Column& column) {
  return column.isNull() ? std::nullopt : std::optional(column.getInt());
}

void bind_optional(SQLite::Statement& s, int place, const std::optional<int>& number) {
  if (number)
    s.bind(place, *number);
  else
    s.bind(place);
}

/// Columns 19 to 26 of kArticleColumns.
void read_later_columns(SQLite::Statement& s, StoredArticle& a,
                        const std::function<NameCode(schema::FieldId, std::uint32_t)>& group,
                        const std::function<std::string(schema::FieldId, std::uint32_t)>& name) {
  for (const std::uint32_t code : read_topic_codes(s.getColumn(19).getString())) {
    a.topics.push_back(group(schema::FieldId::topic, code));
    a.article.topics.push_back(name(schema::FieldId::topic, code));
  }
  a.article.page = s.getColumn(20).getString();
  a.article.edition = s.getColumn(21).getString();
  a.article.ocr_confidence = optional_number(s.getColumn(22));
  a.article.utc_offset = optional_number(s.getColumn(23));
  a.input = s.getColumn(24).getInt64();
  a.line = static_cast<std::uint64_t>(s.getColumn(25).getInt64());
  a.run = s.getColumn(26).getInt64();
}

}  // namespace

StoredArticle read_article(SQLite::Statement& s,
                           const std::function<NameCode(schema::FieldId, std::uint32_t)>& group,
                           const std::function<std::string(schema::FieldId, std::uint32_t)>& name,
                           const std::function<const ZstdDictionary*(std::uint32_t)>& dictionary,
                           std::string& damage) {
  StoredArticle a;
  a.row = s.getColumn(0).getUInt();
  a.article.id = s.getColumn(1).getString();
  a.replaces = s.getColumn(2).getUInt();
  const SQLite::Column hash = s.getColumn(3);
  if (static_cast<std::size_t>(hash.getBytes()) == a.hash.size())
    std::memcpy(a.hash.data(), hash.getBlob(), a.hash.size());
  a.article.title = s.getColumn(4).getString();
  a.source = group(schema::FieldId::source, s.getColumn(5).getUInt());
  a.section = group(schema::FieldId::section, s.getColumn(6).getUInt());
  a.author = group(schema::FieldId::author, s.getColumn(7).getUInt());
  a.article.source = name(schema::FieldId::source, a.source.code);
  a.article.section = name(schema::FieldId::section, a.section.code);
  a.article.author = name(schema::FieldId::author, a.author.code);
  a.article.language = s.getColumn(8).getString();
  a.article.url = s.getColumn(9).getString();
  if (!s.getColumn(10).isNull()) a.article.published = s.getColumn(10).getInt64();
  a.article.date_text = s.getColumn(11).getString();
  a.words = s.getColumn(12).getUInt();
  a.first_seen = s.getColumn(13).getInt64();
  a.added = s.getColumn(14).getInt64();
  a.article.country = s.getColumn(15).getString();
  a.article.type = s.getColumn(16).getString();
  a.article.version = static_cast<std::uint64_t>(s.getColumn(17).getInt64());
  const std::int64_t status = s.getColumn(18).getInt64();
  const bool known_status = status >= 0 && status <= static_cast<int>(Status::cancelled);
  a.article.status = known_status ? static_cast<Status>(status) : Status::withheld;
  read_later_columns(s, a, group, name);
  a.packed_body = bytes_of(s.getColumn(27));
  if (!unpack_text(a.packed_body, dictionary(dictionary_of(a.packed_body)), a.article.body))
    damage = "its text cannot be unpacked";
  else if (!known_status || (!s.getColumn(28).isNull() && s.getColumn(28).getInt64() != row_sum(a)))
    damage = "it is not what was written";
  return a;
}

void bind_article(SQLite::Statement& s, const StoredArticle& a) {
  s.bind(1, a.row);
  s.bindNoCopy(2, a.article.id);
  if (a.replaces != 0)
    s.bind(3, a.replaces);
  else
    s.bind(3);
  s.bindNoCopy(4, a.hash.data(), static_cast<int>(a.hash.size()));
  s.bindNoCopy(5, a.article.title);
  s.bind(6, a.source.code);
  s.bind(7, a.section.code);
  s.bind(8, a.author.code);
  s.bindNoCopy(9, a.article.language);
  s.bindNoCopy(10, a.article.url);
  if (a.article.published)
    s.bind(11, static_cast<std::int64_t>(*a.article.published));
  else
    s.bind(11);
  s.bindNoCopy(12, a.article.date_text);
  s.bind(13, a.words);
  s.bind(14, static_cast<std::int64_t>(a.first_seen));
  s.bind(15, static_cast<std::int64_t>(a.added));
  s.bindNoCopy(16, a.article.country);
  s.bindNoCopy(17, a.article.type);
  s.bind(18, static_cast<std::int64_t>(a.article.version));
  s.bind(19, static_cast<int>(a.article.status));
  s.bind(20, topic_codes(a.topics));
  s.bindNoCopy(21, a.article.page);
  s.bindNoCopy(22, a.article.edition);
  bind_optional(s, 23, a.article.ocr_confidence);
  bind_optional(s, 24, a.article.utc_offset);
  s.bind(25, a.input);
  s.bind(26, static_cast<std::int64_t>(a.line));
  s.bind(27, a.run);
  s.bindNoCopy(28, a.packed_body.data(), static_cast<int>(a.packed_body.size()));
  s.bind(29, row_sum(a));
}

}  // namespace dateline
