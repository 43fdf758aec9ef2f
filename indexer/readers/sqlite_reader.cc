// SPDX-License-Identifier: GPL-2.0-or-later
// SQLite: the database file of a scraper or a corpus, a row of one table an article. The table is
// the one whose columns name most parts of an article, or that of --map table=NAME. The file is a
// stranger's: it is copied, opened read-only, and nothing that its schema defines is run.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "error.h"
#include "readers.h"
#include "table_columns.h"
#include "text/plain_text.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

constexpr std::string_view kMagic("SQLite format 3\0", 16);

/// A copy of an input as a file, which is gone when this is.
class FileCopy {
 public:
  explicit FileCopy(ByteSource& bytes)
      : path_((std::filesystem::temp_directory_path() / "dateline-XXXXXX").string()) {
    const int file = ::mkstemp(path_.data());
    if (file < 0) throw Error(fmt::format("{}: {}", path_, std::strerror(errno)));
    std::array<char, 64 * 1024> buffer{};
    bool written = true;
    for (std::size_t got; written && (got = bytes.read(buffer.data(), buffer.size())) > 0;) {
      size_ += got;
      for (std::size_t done = 0; written && done < got;) {
        const ssize_t now = ::write(file, buffer.data() + done, got - done);
        written = now > 0;
        if (written) done += static_cast<std::size_t>(now);
      }
    }
    const int error = errno;
    ::close(file);
    if (!written) throw Error(fmt::format("{}: {}", path_, std::strerror(error)));
  }
  ~FileCopy() { ::unlink(path_.c_str()); }
  FileCopy(const FileCopy&) = delete;
  FileCopy& operator=(const FileCopy&) = delete;

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }

 private:
  std::string path_;
  std::uint64_t size_ = 0;  // bytes
};

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

class SqliteReader : public ArticleReader {
 public:
  SqliteReader(ByteSource& bytes, const ReadOptions& options)
      : bytes_(bytes), options_(options), columns_(options) {}

  std::optional<Record> next() override {
    if (ended_) return std::nullopt;
    try {
      if (!rows_)
        if (std::optional<Rejection> problem = open()) return end(*problem);
      while (rows_->executeStep()) {
        // A damaged tree may lead to the same rows again and again.
        if (++row_ > copy_->size()) return end({0, "the database is damaged", {}});
        if (std::optional<Record> record = columns_.read(cells(), row_)) return record;
      }
    } catch (const SQLite::Exception& error) {
      return end({row_, fmt::format("the database cannot be read: {}", error.what()), {}});
    }
    ended_ = true;
    return std::nullopt;
  }

  std::uint64_t line() const override { return row_; }
  std::uint64_t skipped() const override { return columns_.skipped(); }
  std::vector<UnreadKey> unread() const override { return columns_.unread(); }

 private:
  Rejection end(Rejection rejection) {
    ended_ = true;
    rejection.at_end = true;
    return rejection;
  }

  /// Opens the database and its table; what is wrong with them.
  std::optional<Rejection> open() {
    copy_.emplace(bytes_);
    database_.emplace("file:" + copy_->path() + "?immutable=1",
                      SQLite::OPEN_READONLY | SQLite::OPEN_URI);
    sqlite3* handle = database_->getHandle();
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH,
                  static_cast<int>(std::min<std::size_t>(options_.max_record_bytes, 1U << 30)));
    database_->exec("PRAGMA cell_size_check = ON");
    const std::optional<std::string> table = find_table();
    if (!table) return no_table();
    rows_.emplace(*database_, "SELECT * FROM " + quoted(*table));
    columns_.assign(names_of(*rows_));
    return std::nullopt;
  }

  std::vector<std::string> tables() {
    std::vector<std::string> names;
    SQLite::Statement list(*database_,
                           "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                           "'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%'");
    while (list.executeStep()) names.push_back(list.getColumn(0).getString());
    return names;
  }

  static std::vector<std::string> names_of(SQLite::Statement& rows) {
    std::vector<std::string> names;
    for (int i = 0; i < rows.getColumnCount(); ++i) names.emplace_back(rows.getColumnName(i));
    return names;
  }

  /// The table that --map names, or the one with a title and a text and most other parts.
  std::optional<std::string> find_table() {
    const auto mapped = options_.map.find(std::string(kTableField));
    std::optional<std::string> best;
    std::size_t most = 0;
    for (const std::string& name : tables()) {
      if (mapped != options_.map.end()) {
        if (name == mapped->second) return name;
        continue;
      }
      SQLite::Statement rows(*database_, "SELECT * FROM " + quoted(name));
      const std::vector<std::string> columns = names_of(rows);
      const std::size_t known = known_columns(columns);
      if (known <= most || !columns_.assign(columns) || !has_title_and_text(columns)) continue;
      best = name;
      most = known;
    }
    return best;
  }

  bool has_title_and_text(const std::vector<std::string>& columns) const {
    if (!columns_.mapped().empty()) return true;
    bool title = false, text = false;
    for (const std::string& column : columns) {
      const auto known = known_alias(column);
      if (!known) continue;
      title = title || known->part == ArticleField::title;
      text = text || known->part == ArticleField::body;
    }
    return title && text;
  }

  Rejection no_table() {
    std::string names;
    for (const std::string& name : tables()) names.append(names.empty() ? "" : ", ").append(name);
    const bool named = options_.map.contains(std::string(kTableField));
    return {0,
            named ? "the database has no table of the name that --map table= gives"
                  : "no table of the database has a title and a text",
            fmt::format("it has: {}; name one, as in --map table=NAME --map body=COLUMN",
                        printable_text(cut_at_word(names, 300)))};
  }

  std::vector<std::string> cells() {
    std::vector<std::string> values;
    for (int i = 0; i < rows_->getColumnCount(); ++i) {
      const SQLite::Column column = rows_->getColumn(i);
      values.push_back(column.isBlob() ? std::string() : column.getString());
    }
    return values;
  }

  ByteSource& bytes_;
  const ReadOptions& options_;
  TableColumns columns_;
  std::optional<FileCopy> copy_;
  std::optional<SQLite::Database> database_;
  std::optional<SQLite::Statement> rows_;
  std::uint64_t row_ = 0;
  bool ended_ = false;
};

Evidence detect_sqlite(const InputHead& head) {
  return evidence_of(head.bytes.starts_with(kMagic), head, sqlite_format);
}

}  // namespace

constinit const Format sqlite_format = {.name = "sqlite",
                                        .help = "a table of an SQLite database",
                                        .endings = {".sqlite", ".sqlite3", ".db"},
                                        .detect = detect_sqlite,
                                        .make = make<SqliteReader>,
                                        .example = {}};

}  // namespace dateline::indexing
