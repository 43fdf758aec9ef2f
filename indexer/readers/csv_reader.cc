// SPDX-License-Identifier: GPL-2.0-or-later
// CSV (RFC 4180), its cells parted by a comma, semicolon, tab or bar. The first row names the
// columns, but for tables that are known without (record_layouts.h) or by numbers. Quotes in a
// quoted cell are doubled or, as databases export them, behind a backslash. Lines that begin with
// "#" before the header are comments.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "readers.h"
#include "table_columns.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

constexpr std::string_view kDelimiters = ",;\t|";
constexpr std::size_t kMostCells = 10'000;   // in a row
constexpr std::size_t kSample = 256 * 1024;  // bytes that decide the dialect

enum class RowState {
  complete,
  unfinished,  // the text ends inside the row
  malformed,   // a quoted cell continues after its closing quote
  too_wide,    // more than kMostCells
};

/// The dialect of a file.
struct Dialect {
  char delimiter = ',';
  bool backslash = false;  // a backslash in a quoted cell escapes the next character
};

/// The cells of a row.
class CsvRow {
 public:
  /// Reads the row at the start of `text`; `last` says that no text follows.
  RowState read(std::string_view text, const Dialect& dialect, bool last) {
    const char delimiter = dialect.delimiter;
    cells_.clear();
    for (std::size_t at = 0;;) {
      if (cells_.size() == kMostCells) return RowState::too_wide;
      cells_.emplace_back();
      const RowState state = read_cell(text, at, dialect, last);
      if (state != RowState::complete) return state;
      if (at < text.size() && text[at] == delimiter) {
        ++at;
        continue;
      }
      size_ = std::min(at + 1, text.size());
      return RowState::complete;
    }
  }

  const std::vector<std::string>& cells() const { return cells_; }
  std::size_t size() const { return size_; }  // bytes, line end included
  bool blank() const {
    return std::ranges::all_of(cells_, [](const std::string& cell) { return trim(cell).empty(); });
  }

 private:
  /// In a table with tabs, a quote that does not end its cell is a quotation mark.
  RowState read_cell(std::string_view text, std::size_t& at, const Dialect& dialect, bool last) {
    const std::size_t begin = at;
    if (!is_quoted(text, at)) return read_bare(text, at, dialect.delimiter, last);
    const RowState state = read_quoted(text, at, dialect, last);
    if (dialect.delimiter != '\t' || is_sound_quoted(state, last)) return state;
    cells_.back().clear();
    at = begin;
    return read_bare(text, at, dialect.delimiter, last);
  }

  bool is_sound_quoted(RowState state, bool last) const {
    const std::string& cell = cells_.back();
    const bool runs_over = cell.find('\t') != std::string::npos &&
                           cell.find('\n') != std::string::npos;  // it continues into the next row
    return state != RowState::malformed && !runs_over && (state == RowState::complete || !last);
  }

  /// Moves `at` to the quote if the cell begins with one after blanks.
  static bool is_quoted(std::string_view text, std::size_t& at) {
    const std::size_t quote = std::min(text.find_first_not_of(' ', at), text.size());
    if (quote == text.size() || text[quote] != '"') return false;
    at = quote;
    return true;
  }

  RowState read_bare(std::string_view text, std::size_t& at, char delimiter, bool last) {
    const std::size_t begin = at;
    while (at < text.size() && text[at] != delimiter && text[at] != '\n') ++at;
    if (at == text.size() && !last) return RowState::unfinished;
    cells_.back() = text.substr(begin, at - begin);
    if (cells_.back().ends_with('\r')) cells_.back().pop_back();
    return RowState::complete;
  }

  RowState read_quoted(std::string_view text, std::size_t& at, const Dialect& dialect, bool last) {
    for (++at;;) {
      const std::size_t quote = text.find_first_of(dialect.backslash ? "\"\\" : "\"", at);
      cells_.back() += text.substr(at, std::min(quote, text.size()) - at);
      if (quote == std::string_view::npos) return RowState::unfinished;
      at = quote + 1;
      if (text[quote] == '\\') {
        if (at == text.size()) return RowState::unfinished;
        cells_.back() += text[at++];
        continue;
      }
      if (at == text.size() || text[at] != '"') break;
      cells_.back() += '"';
      ++at;
    }
    at = std::min(text.find_first_not_of(" \r", at), text.size());
    if (at == text.size()) return last ? RowState::complete : RowState::unfinished;
    return text[at] == dialect.delimiter || text[at] == '\n' ? RowState::complete
                                                             : RowState::malformed;
  }

  std::vector<std::string> cells_;
  std::size_t size_ = 0;
};

/// The delimiter in a line "sep=;" of spreadsheets; 0 for any other line.
char named_delimiter(std::string_view line) {
  line = trim(line);
  return line.size() == 5 && equal_ignoring_case(line.substr(0, 4), "sep=") ? line[4] : '\0';
}

struct Header {
  char delimiter = ',';
  std::size_t known = 0;  // columns whose names are fields of articles
};

/// Chooses the delimiter that gives most known columns, then most columns.
Header read_header(std::string_view line) {
  Header best;
  std::size_t most = 0;
  for (const char delimiter : kDelimiters) {
    CsvRow row;
    if (row.read(line, {delimiter, false}, /*last=*/true) != RowState::complete) continue;
    const std::size_t known = known_columns(row.cells());
    if (known * 1000 + row.cells().size() <= most) continue;
    most = known * 1000 + row.cells().size();
    best = {delimiter, known};
  }
  return best;
}

/// True when a quote follows a backslash in a place where no cell can end.
bool has_backslash_quotes(std::string_view text, char delimiter) {
  for (std::size_t at = 0; (at = text.find("\\\"", at)) != std::string_view::npos; at += 2) {
    if (at > 0 && text[at - 1] == '\\') continue;  // the backslash is escaped itself
    const std::size_t next = text.find_first_not_of(' ', at + 2);
    if (next != std::string_view::npos && text[next] != delimiter && text[next] != '"' &&
        text[next] != '\r' && text[next] != '\n')
      return true;
  }
  return false;
}

/// A comment before the header.
bool is_comment(std::string_view line) {
  return line.starts_with('#') && read_header(line.substr(1)).known < 2;
}

/// The line is a row of a table that has no header but is known by its columns.
bool is_known_table(std::string_view line) {
  CsvRow row;
  return row.read(line, {'\t', false}, /*last=*/true) == RowState::complete &&
         find_table(row.cells()) != nullptr;
}

/// The bytes of lines about the file before the header. The header is then the first line with two
/// known columns. 0 if the first line may be the header.
std::size_t lines_before_header(std::string_view text, const std::vector<MappedKey>& mapped) {
  constexpr int kMostLines = 20;
  const auto names_columns = [&](std::string_view line) {
    return std::ranges::any_of(mapped, [&](const MappedKey& key) {
      return !std::ranges::all_of(key.key, is_ascii_digit) &&
             line.find(key.key) != std::string_view::npos;
    });
  };
  std::size_t at = 0;
  for (int line = 0; line < kMostLines && at < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view whole = trim(text.substr(at, end - at));
    const std::size_t known = read_header(whole).known;
    if (line == 0 &&
        (known > 0 || names_columns(whole) || is_known_table(text.substr(at, end - at))))
      return 0;
    if (known >= 2 || (!mapped.empty() && names_columns(whole))) return at;
    at = end + 1;
  }
  return 0;
}

class CsvReader : public StreamReader {
 public:
  CsvReader(ByteSource& bytes, const ReadOptions& options)
      : StreamReader(bytes, options), columns_(options) {}

  std::vector<UnreadKey> unread() const override { return columns_.unread(); }
  std::uint64_t skipped() const override { return columns_.skipped(); }
  bool is_export() const override { return columns_.is_export(); }

  std::optional<Record> next() override {
    if (!started_)
      if (std::optional<Rejection> rejection = start()) return *rejection;
    for (;;) {
      skip_used();
      line_ = stream_.line();
      if (stream_.window().empty() && !stream_.fill()) return std::nullopt;
      const RowState state = read_row();
      if (state != RowState::complete) return reject_row(state);
      if (used_ > stream_.limit()) return too_long(line_, stream_.limit());
      if (row_.blank()) continue;
      if (std::optional<Record> record = read_record()) return record;
    }
  }

 private:
  std::size_t first_line_size() {
    const std::size_t end = stream_.find('\n');
    return std::min(end, stream_.window().size());
  }

  /// Reads the header. A rejection means that the file cannot be read.
  std::optional<Rejection> start() {
    started_ = true;
    char named = '\0';
    std::size_t size = first_line_size();
    for (; size < stream_.window().size(); size = first_line_size()) {
      const std::string_view line = trim(stream_.window().substr(0, size));
      if (!line.empty() && !named_delimiter(line) && !is_comment(line)) break;
      if (named_delimiter(line)) named = named_delimiter(line);
      stream_.skip(size + 1);
    }
    stream_.has(kSample);
    if (const std::size_t before = lines_before_header(stream_.window(), columns_.mapped());
        before > 0) {
      stream_.skip(before);
      size = first_line_size();
    }
    line_ = stream_.line();
    if (stream_.window().empty()) return Rejection{0, "the file is empty", {}};
    if (stream_.window().starts_with('#')) {  // part of the first column's name
      stream_.skip(1);
      --size;
    }
    const std::string_view first = stream_.window().substr(0, size);
    const bool by_tabs =
        first.find('\t') != std::string_view::npos && read_header(first).known == 0;
    dialect_.delimiter = named ? named : by_tabs ? '\t' : read_header(first).delimiter;
    stream_.has(kSample);
    dialect_.backslash =
        has_backslash_quotes(stream_.window().substr(0, kSample), dialect_.delimiter);
    const RowState state = read_row();
    if (state == RowState::complete && columns_.assign_without_header(row_.cells())) {
      used_ = 0;  // the row is a record
      return std::nullopt;
    }
    if (state == RowState::complete && columns_.assign(row_.cells())) return std::nullopt;
    return reject_all(state);
  }

  Rejection reject_all(RowState state) {
    std::string names;
    for (const std::string& cell : row_.cells())
      names.append(names.empty() ? "" : ", ").append(cell);
    while (stream_.fill() || !stream_.window().empty()) stream_.skip(stream_.window().size());
    used_ = 0;
    if (state != RowState::complete)
      return {line_, "the first row, which names the columns, cannot be read", {}};
    return {line_, "the header names no column for a title or a text",
            fmt::format("it has: {}; name the right ones, as in --map body=COLUMN, or give their "
                        "numbers where there is no header",
                        cut_at_word(one_line(names), 300))};
  }

  /// Reads the row at the start of the window, filling it as needed.
  RowState read_row() {
    for (bool last = false;;) {
      const RowState state = row_.read(stream_.window(), dialect_, last);
      used_ = row_.size();
      if (state != RowState::unfinished || last) return state;
      const std::size_t size = stream_.window().size();
      if (stream_.too_long()) return state;
      last = !stream_.has(size * 2 + 1) && stream_.window().size() == size;
    }
  }

  /// Rejects a row and continues in the line after its first one.
  Rejection reject_row(RowState state) {
    const bool long_row = stream_.too_long();
    stream_.skip_line();
    used_ = 0;
    if (state == RowState::malformed)
      return {line_, "a quoted cell goes on behind its closing quote", {}};
    if (state == RowState::too_wide)
      return {line_, fmt::format("the row has more than {} cells", kMostCells), {}};
    if (long_row) return too_long(line_, stream_.limit());
    return {line_, "a quote is never closed", {}};
  }

  std::optional<Record> read_record() {
    const std::vector<std::string>& cells = row_.cells();
    const std::size_t columns = columns_.names().size();
    const bool only_blanks_more =
        cells.size() > columns &&
        std::all_of(cells.begin() + static_cast<std::ptrdiff_t>(columns), cells.end(),
                    [](const std::string& cell) { return trim(cell).empty(); });
    if (cells.size() != columns && !only_blanks_more)
      return Rejection{line_,
                       fmt::format("the row has {} {} where the header has {}", cells.size(),
                                   cells.size() == 1 ? "cell" : "cells", columns),
                       {}};
    return columns_.read(cells, line_);
  }

  Dialect dialect_;
  TableColumns columns_;
  CsvRow row_;
  bool started_ = false;
};

bool looks_like_csv(std::string_view head) {
  constexpr std::size_t kLongestHeader = 2000;
  constexpr int kLinesBefore = 20;
  for (int lines = 0; lines < kLinesBefore; ++lines) {
    const std::size_t end = std::min(head.find('\n'), head.size());
    std::string_view line = trim(head.substr(0, end));
    if (!line.empty() && !named_delimiter(line) && !is_comment(line)) {
      if (line.starts_with('#')) line.remove_prefix(1);
      return line.size() <= kLongestHeader && read_header(line).known >= 2;
    }
    head.remove_prefix(std::min(end + 1, head.size()));
  }
  return false;
}

Evidence detect_csv(const InputHead& head) {
  if (is_known_table(head.text.substr(0, head.text.find('\n')))) return Evidence::certain;
  const Evidence evidence = evidence_of(false, head, csv_format);
  if (evidence != Evidence::none) return evidence;
  return looks_like_csv(head.text) ? Evidence::likely : Evidence::none;
}

}  // namespace

constinit const Format csv_format = {.name = "csv",
                                     .help = "a table with a header; comma, semicolon, tab or bar",
                                     .endings = {".csv", ".tsv"},
                                     .detect = detect_csv,
                                     .make = make<CsvReader>,
                                     .example = R"(title,date,author,body
Ferry late,2024-05-01,Ann Smith,"The ferry was late, for there was fog."
)"};

}  // namespace dateline::indexing
