// SPDX-License-Identifier: GPL-2.0-or-later
// SQLite: the database file of a scraper or a corpus, a row of one table an article. The table is
// the one whose columns name most parts of an article, or that of --map table=NAME. The file is a
// stranger's: it is copied, and opened in a process of its own (sqlite_rows.h).
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "error.h"
#include "readers.h"
#include "sqlite_rows.h"
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

class SqliteReader : public ArticleReader {
 public:
  SqliteReader(ByteSource& bytes, const ReadOptions& options)
      : bytes_(bytes), options_(options), columns_(options) {}

  std::optional<Record> next() override {
    if (ended_) return std::nullopt;
    try {
      if (!database_)
        if (std::optional<Rejection> problem = open()) return end(*problem);
      while (next_row()) {
        // A damaged tree may lead to the same rows again and again.
        if (++row_ > copy_->size()) return end({0, "the database is damaged", {}});
        if (std::optional<Record> record = columns_.read(rows_[used_++], row_)) return record;
      }
    } catch (const Error& error) {
      return end({row_, error.what(), error.hint()});
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
    database_.emplace(copy_->path(), std::min<std::uint64_t>(options_.max_record_bytes, 1U << 30));
    tables_ = database_->tables();
    table_ = find_table();
    if (table_ == nullptr) return no_table();
    if (options_.map.empty() && options_.left_out)
      for (const SqliteTable& table : tables_)
        if (&table != table_ && has_title_and_text(table.columns))
          options_.left_out({table.name, "table"});
    columns_.assign(table_->columns);
    return std::nullopt;
  }

  bool next_row() {
    if (used_ == rows_.size()) {
      rows_ = database_->rows(*table_, row_);
      used_ = 0;
    }
    return used_ < rows_.size();
  }

  /// The table that --map names, or the one with a title and a text and most other parts.
  const SqliteTable* find_table() {
    const auto mapped = options_.map.find(std::string(kTableField));
    const SqliteTable* best = nullptr;
    std::size_t most = 0;
    for (const SqliteTable& table : tables_) {
      if (mapped != options_.map.end()) {
        if (table.name == mapped->second) return &table;
        continue;
      }
      const std::size_t known = known_columns(table.columns);
      if (known <= most || !columns_.assign(table.columns) || !has_title_and_text(table.columns))
        continue;
      best = &table;
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

  Rejection no_table() const {
    std::string names;
    for (const SqliteTable& table : tables_)
      names.append(names.empty() ? "" : ", ").append(table.name);
    const bool named = options_.map.contains(std::string(kTableField));
    return {0,
            named ? "the database has no table of the name that --map table= gives"
                  : "no table of the database has a title and a text",
            fmt::format("it has: {}; name one, as in --map table=NAME --map body=COLUMN",
                        printable_text(cut_at_word(names, 300)))};
  }

  ByteSource& bytes_;
  const ReadOptions& options_;
  TableColumns columns_;
  std::optional<FileCopy> copy_;
  std::optional<SqliteRows> database_;
  std::vector<SqliteTable> tables_;
  const SqliteTable* table_ = nullptr;  // the one that is read
  std::vector<std::vector<std::string>> rows_;
  std::size_t used_ = 0;   // of rows_
  std::uint64_t row_ = 0;  // the number of the last one
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
