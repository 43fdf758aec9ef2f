// SPDX-License-Identifier: GPL-2.0-or-later
// The open database behind a Catalog. Only catalog*.cc include it: catalog.cc opens and reads,
// catalog_writer.cc writes articles and the journal, catalog_saved.cc keeps what users name.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "catalog.h"

namespace dateline {

inline constexpr const char* kArticleColumns =
    "row, id, replaces, hash, title, source, section, author, language, url, published, date_text, "
    "words, first_seen, added, country, type, body";

struct Catalog::State {
  SQLite::Database db;
  mutable std::map<std::string, SQLite::Statement> statements;  // by SQL, prepared once
  std::optional<SQLite::Transaction> transaction;
  std::map<std::pair<schema::FieldId, std::string>, NameCode> codes;

  State(const std::filesystem::path& file, bool write)
      : db(file.string(),
           write ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE : SQLite::OPEN_READWRITE, 10'000) {}

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

  std::int64_t meta(const std::string& key) const;
  void set_meta(const std::string& key, std::int64_t value);
  /// must_fit: an index of other versions is an error.
  void migrate(bool write, bool must_fit);
  void check_versions();
};

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
