// SPDX-License-Identifier: GPL-2.0-or-later
#include "sqlite_rows.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "error.h"

namespace dateline::indexing {
namespace {

/// Strings in one message.
std::string packed(const std::vector<std::string>& texts) {
  std::string message;
  for (const std::string& text : texts) {
    const std::uint64_t size = text.size();
    char head[sizeof size];
    std::memcpy(head, &size, sizeof size);
    message.append(head, sizeof head).append(text);
  }
  return message;
}

std::vector<std::string> unpacked(std::string_view message) {
  std::vector<std::string> texts;
  for (std::uint64_t size = 0; message.size() >= sizeof size;) {
    std::memcpy(&size, message.data(), sizeof size);
    message.remove_prefix(sizeof size);
    if (size > message.size()) throw Error("the answer of the parser is damaged");
    texts.emplace_back(message.substr(0, size));
    message.remove_prefix(size);
  }
  return texts;
}

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

/// The database that the process has open, at a row of one of its tables.
class OpenDatabase {
 public:
  OpenDatabase(std::string path, std::uint64_t longest_value)
      : path_(std::move(path)),
        database_("file:" + path_ + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI) {
    sqlite3* const handle = database_.getHandle();
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, static_cast<int>(longest_value));
    database_.exec("PRAGMA cell_size_check = ON");
  }

  const std::string& path() const { return path_; }

  /// "name", the number of columns, their names; for each table.
  std::vector<std::string> tables() {
    std::vector<std::string> answer;
    SQLite::Statement list(database_,
                           "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                           "'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%'");
    while (list.executeStep()) {
      const std::string name = list.getColumn(0).getString();
      const SQLite::Statement rows(database_, "SELECT * FROM " + quoted(name));
      answer.push_back(name);
      answer.push_back(fmt::format("{}", rows.getColumnCount()));
      for (int i = 0; i < rows.getColumnCount(); ++i) answer.emplace_back(rows.getColumnName(i));
    }
    return answer;
  }

  /// The cells of the rows from `first` on, until they are many.
  std::vector<std::string> rows(const std::string& table, std::uint64_t first) {
    constexpr std::size_t kMany = 1 << 20;  // bytes
    if (!rows_ || table != table_ || first != next_) {
      rows_.emplace(database_,
                    fmt::format("SELECT * FROM {} LIMIT -1 OFFSET {}", quoted(table), first));
      table_ = table;
      next_ = first;
    }
    std::vector<std::string> cells;
    try {
      for (std::size_t size = 0; size < kMany && !rows_->isDone() && rows_->executeStep(); ++next_)
        size += add_row(cells);
    } catch (const SQLite::Exception&) {
      // What stands before a fault is given, and the fault when it is asked for.
      rows_.reset();
      if (cells.empty()) throw;
    }
    return cells;
  }

 private:
  /// Returns its size.
  std::size_t add_row(std::vector<std::string>& cells) {
    std::size_t size = 0;
    for (int i = 0; i < rows_->getColumnCount(); ++i) {
      const SQLite::Column column = rows_->getColumn(i);
      cells.push_back(column.isBlob() ? std::string() : column.getString());
      size += cells.back().size() + 1;
    }
    return size;
  }

  const std::string path_;
  SQLite::Database database_;
  std::optional<SQLite::Statement> rows_;
  std::string table_;
  std::uint64_t next_ = 0;  // the row that comes next
};

}  // namespace

std::string answer_about_database(std::string_view request) {
  static std::optional<OpenDatabase> open;
  const std::vector<std::string> words = unpacked(request);  // what, path, limit, table, first
  try {
    if (!open || open->path() != words.at(1)) open.emplace(words.at(1), std::stoull(words.at(2)));
    return packed(words.front() == "tables" ? open->tables()
                                            : open->rows(words.at(3), std::stoull(words.at(4))));
  } catch (const SQLite::Exception& error) {
    open.reset();
    throw Error(fmt::format("the database cannot be read: {}", error.what()));
  }
}

SqliteRows::SqliteRows(std::string path, std::uint64_t longest_value)
    : path_(std::move(path)), longest_value_(longest_value), worker_(answer_about_database) {}

std::vector<std::string> SqliteRows::ask(std::string_view what, const std::string& table,
                                         std::uint64_t first) {
  return unpacked(worker_.ask(packed({std::string(what), path_, fmt::format("{}", longest_value_),
                                      table, fmt::format("{}", first)})));
}

std::vector<SqliteTable> SqliteRows::tables() {
  std::vector<SqliteTable> tables;
  const std::vector<std::string> words = ask("tables", {}, 0);
  for (std::size_t at = 0; at + 1 < words.size();) {
    SqliteTable& table = tables.emplace_back();
    table.name = words[at];
    const std::size_t columns =
        std::min<std::size_t>(std::stoull(words[at + 1]), words.size() - at - 2);
    const auto first = words.begin() + static_cast<std::ptrdiff_t>(at + 2);
    table.columns.assign(first, first + static_cast<std::ptrdiff_t>(columns));
    at += 2 + columns;
  }
  return tables;
}

std::vector<std::vector<std::string>> SqliteRows::rows(const SqliteTable& table,
                                                       std::uint64_t first) {
  std::vector<std::vector<std::string>> rows;
  for (std::string& cell : ask("rows", table.name, first)) {
    if (rows.empty() || rows.back().size() == table.columns.size()) rows.emplace_back();
    rows.back().push_back(std::move(cell));
  }
  return rows;
}

}  // namespace dateline::indexing
