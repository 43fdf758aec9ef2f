// SPDX-License-Identifier: GPL-2.0-or-later
// The open database behind a Catalog. Only catalog*.cc include it: catalog_open.cc opens,
// catalog.cc reads, catalog_writer.cc writes articles and the journal, catalog_saved.cc keeps what
// users name, catalog_feeds.cc what is known of feeds, catalog_check.cc and catalog_salvage.cc deal
// with damage.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "catalog.h"

namespace dateline {

/// catalog.db of an archive, opened. Throws Error where that cannot be.
SQLite::Database open_catalog(const std::filesystem::path& folder, Catalog::Mode mode);

inline constexpr const char* kArticleColumns =
    "row, id, replaces, hash, title, source, section, author, language, url, published, date_text, "
    "words, first_seen, added, country, type, version, status, body";
/// The same for tables with or without versions; what they lack is a constant.
std::string article_columns(bool versions);

/// SQL for the last row that the index has been brought up to, settled(): rows after it are
/// pending. Tables of before said it of each row.
inline constexpr const char* kSettled =
    "coalesce((SELECT value FROM meta WHERE key = 'settled'),"
    " (SELECT min(row) - 1 FROM articles WHERE state = 0), 9223372036854775807)";

struct Catalog::State {
  SQLite::Database db;
  mutable std::map<std::string, SQLite::Statement> statements;  // by SQL, prepared once
  std::optional<SQLite::Transaction> transaction;
  std::map<std::pair<schema::FieldId, std::string>, NameCode> codes;
  mutable std::map<std::uint32_t, std::shared_ptr<const ZstdDictionary>> dictionaries;  // by number
  // false: tables of before, which are only read
  bool sums = true, versions = true, has_dictionaries = true;

  explicit State(SQLite::Database&& opened) : db(std::move(opened)) {}

  /// A statement ready to bind. Its cursor is closed by Use, so that no read stays open.
  SQLite::Statement& prepare(const std::string& sql) const {
    auto found = statements.find(sql);
    if (found == statements.end())
      found = statements
                  .emplace(std::piecewise_construct, std::forward_as_tuple(sql),
                           std::forward_as_tuple(db, sql))
                  .first;
    return found->second;
  }

  /// Null where there is none of this number, or it is damaged.
  const ZstdDictionary* dictionary(std::uint32_t number) const;
  std::int64_t meta(const std::string& key) const;
  void set_meta(const std::string& key, std::int64_t value);
  /// must_fit: an index of other versions is an error.
  void migrate(bool write, bool must_fit);
  void add_sums();
  void check_versions();
};

/// The article of a row of kArticleColumns and its sum. `damage` tells where what is read is not
/// what was written; the text may then be empty.
StoredArticle read_article(SQLite::Statement& row,
                           const std::function<NameCode(schema::FieldId, std::uint32_t)>& group,
                           const std::function<std::string(schema::FieldId, std::uint32_t)>& name,
                           const std::function<const ZstdDictionary*(std::uint32_t)>& dictionary,
                           std::string& damage);

/// The first sound one of the copies, rows of bytes and sum; null where none is.
std::shared_ptr<const ZstdDictionary> read_dictionary(SQLite::Statement& copies);

/// Binds kArticleColumns and, behind them, the sum. The article must outlive the statement's use.
void bind_article(SQLite::Statement& statement, const StoredArticle& article);

/// A statement for the length of one use: reset before and after.
class Use {
 public:
  explicit Use(SQLite::Statement& statement) : statement_(statement) { statement_.tryReset(); }
  ~Use() { statement_.tryReset(); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  SQLite::Statement* operator->() { return &statement_; }
  SQLite::Statement& operator*() { return statement_; }

 private:
  SQLite::Statement& statement_;
};

}  // namespace dateline
