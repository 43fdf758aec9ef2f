// SPDX-License-Identifier: GPL-2.0-or-later
// A row of the table of articles, read from and bound to statements. Used by Catalog and by
// catalog_salvage, which read the same columns of different files.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <string>

#include "compressed_text.h"
#include "schema.h"
#include "stored_article.h"

namespace dateline {

inline constexpr const char* kArticleColumns =
    "row, id, replaces, hash, title, source, section, author, language, url, published, date_text, "
    "words, first_seen, added, country, type, version, status, topics, page, edition, ocr, "
    "utc_offset, input, line, run, body";
inline constexpr int kArticleColumnCount = 28;
/// "?, ?, ..." for kArticleColumns.
std::string article_marks();

/// The article of a row of kArticleColumns and its sum. `damage` describes the damage of a row that
/// differs from what was written; the text may then be empty.
StoredArticle read_article(SQLite::Statement& row,
                           const std::function<NameCode(schema::FieldId, std::uint32_t)>& group,
                           const std::function<std::string(schema::FieldId, std::uint32_t)>& name,
                           const std::function<const ZstdDictionary*(std::uint32_t)>& dictionary,
                           std::string& damage);

/// Binds kArticleColumns and, behind them, the sum. The article must outlive the statement's use.
void bind_article(SQLite::Statement& statement, const StoredArticle& article);

std::string_view bytes_of(const SQLite::Column& column);

}  // namespace dateline
