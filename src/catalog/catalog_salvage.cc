// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalog_salvage.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <unordered_map>

#include "article_row.h"
#include "catalog_database.h"
#include "catalog_pages.h"
#include "error.h"
#include "system/archive_files.h"
#include "system/system_error.h"
#include "text/analyzer.h"
#include "text_dictionaries.h"

namespace dateline {
namespace {

namespace fs = std::filesystem;
using NameKey = std::pair<std::uint32_t, std::uint32_t>;  // field, code

constexpr int kStateColumn = kArticleColumnCount + 1;  // behind kArticleColumns and the sum

/// Whether two sums differ in one byte only.
bool nearly(const ContentHash& a, const ContentHash& b) {
  int bits = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    bits += std::popcount(static_cast<unsigned>(a[i] ^ b[i]));
  return bits <= 8;
}

/// An id as the index has it: a very long one is cut.
std::string in_term(const std::string& id) {
  return exact_term(schema::FieldId::id, id)
      .substr(schema::field(schema::FieldId::id).prefix.size());
}

/// Called in a handler. Accepts damage. Rethrows what the system refused, because no article may be
/// given up for it.
void pass_over_damage() try { throw; } catch (const SQLite::Exception& e) {
  if (is_refusal(e)) throw;
}

class Salvager {
 public:
  Salvager(const fs::path& damaged, const fs::path& made, const IndexWitness& index)
      : index_(index),
        folder_(damaged),
        old_(catalog_file(damaged).string(), SQLite::OPEN_READWRITE) {
    { const Catalog tables(made, Catalog::Mode::write); }
    fresh_.emplace(catalog_file(made).string(), SQLite::OPEN_READWRITE);
  }

  Salvage run() {
    SQLite::Transaction all(*fresh_);
    take_dictionaries();
    take_names();
    take_articles();
    for (const Table& table : kOthers) take_table(table);
    take_meta();
    fresh_->exec(
        "INSERT INTO dictionaries(number, copy, rows, sum, bytes)"
        " SELECT number, 2, rows, sum, bytes FROM dictionaries");
    all.commit();
    fresh_->exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return std::move(result_);
  }

 private:
  struct Table {
    const char *name, *columns, *first, *second;  // in the order of these two
    const char* twice;                            // what the index NAME_twice holds
    int since;                                    // the first version of tables that has it
  };
  static constexpr Table kOthers[] = {
      {"inputs", "number, name, format, size, modified, articles, rejected, read_at", "number", "",
       "read_at, format, size, modified, articles, rejected", 1},
      {"rejected", "input, line, reason, hint", "rowid", "", "input, line, reason, hint", 1},
      {"runs", "number, command, started, seconds, added, updated, unchanged, rejected", "number",
       "", "started, command, seconds, added, updated, unchanged, rejected", 1},
      {"feeds",
       "url, address, etag, modified, polled, succeeded, failures, not_before, gone, status, "
       "problem",
       "url", "",
       "address, etag, modified, polled, succeeded, failures, not_before, gone, status, problem",
       4},
      {"feed_access", "url, ca, proxy, allow_private", "url", "", "ca, proxy, allow_private", 8},
      {"pages", "url, etag, modified, item", "url", "", "etag, modified, item", 11},
      {"feed_sources", "url, source", "url", "source", "source, url", 13},
      {"feed_failures", "url, begin, ended, problem", "url", "", "ended, problem", 13},
      {"origins", "row, origin", "row", "", "origin", 4},
      {"saved_queries", "name, text, made", "name", "", "made, text", 2},
      {"source_groups", "name, source", "name", "source", "source, name", 2},
      {"settings", "name, value", "name", "", "value, name", 7},
  };

  void take_dictionaries();
  void keep_dictionary(const std::string& bytes, std::int64_t rows);
  void take_names();
  bool read_rows(const std::string& select, const std::string& first, const std::string& second,
                 const std::function<void(SQLite::Statement&)>& take);
  void take_articles();
  std::string article_columns();
  Row last_row();
  bool take_rows_by_number(Row last);
  void gather_pages();
  void take_from_pages(bool all);
  /// pages: skips rows that the index no longer holds. sound_pages: skips damaged rows, too.
  enum class From { table, pages, sound_pages };
  void take_article(SQLite::Statement& row, From from);
  StoredArticle read_row(SQLite::Statement& row, std::string& damage);
  void drop_lost_names(StoredArticle& a, std::string& damage);
  bool restore(StoredArticle& a, const std::optional<Witness>& witness);
  void insert_article(const StoredArticle& a, std::int64_t state);
  bool contents_right(StoredArticle& a, const std::optional<Witness>& witness);
  void note_losses();
  void take_table(const Table& table);
  void take_meta();
  void take_run_facts();
  std::int64_t checkpoint(Row last);
  std::optional<std::int64_t> number(const std::string& sql);

  const IndexWitness& index_;
  const fs::path folder_;
  SQLite::Database old_;
  std::optional<SQLite::Database> fresh_, pages_;
  std::map<std::uint32_t, std::shared_ptr<const ZstdDictionary>> dictionaries_;  // by number
  std::map<NameKey, std::string> names_;
  std::vector<bool> taken_;  // by row
  std::vector<Row> unreadable_;
  std::int64_t checkpoint_ = 0;  // rows after it are pending
  Salvage result_;
};

/// A number from the damaged catalog; absent if it cannot be read.
std::optional<std::int64_t> Salvager::number(const std::string& sql) {
  try {
    SQLite::Statement query(old_, sql);
    if (query.executeStep() && !query.getColumn(0).isNull()) return query.getColumn(0).getInt64();
  } catch (const SQLite::Exception&) {
    pass_over_damage();
  }
  return std::nullopt;
}

/// Reads from both ends, so that damage in the middle costs only the damaged rows. True when all
/// rows were read.
bool Salvager::read_rows(const std::string& select, const std::string& first,
                         const std::string& second,
                         const std::function<void(SQLite::Statement&)>& take) {
  for (const char* order : {"ASC", "DESC"}) try {
      std::string sql = fmt::format("{} ORDER BY {} {}", select, first, order);
      if (!second.empty()) sql += fmt::format(", {} {}", second, order);
      SQLite::Statement query(old_, sql);
      while (query.executeStep()) take(query);
      return *order == 'A';
    } catch (const SQLite::Exception&) {
      pass_over_damage();
    }
  return false;
}

/// Each dictionary is stored twice. If one copy cannot be read, all pages are searched; a checksum
/// shows whether a record is a dictionary.
void Salvager::take_dictionaries() {
  constexpr int kSince = 5;  // version of the tables
  if (const auto version = number("PRAGMA user_version"); version && *version<kSince&& * version> 0)
    return;
  std::map<std::uint32_t, int> sound;
  const bool all = read_rows("SELECT place, bytes, sum, rows FROM dictionaries", "place", "",
                             [&](SQLite::Statement& row) {
                               const std::string bytes = row.getColumn(1).getString();
                               if (ZstdDictionary::sum(bytes) != row.getColumn(2).getInt64())
                                 return;
                               ++sound[ZstdDictionary(bytes).number()];
                               keep_dictionary(bytes, row.getColumn(3).getInt64());
                             });
  const auto copies = number("SELECT count(*) FROM dictionaries");
  if (all && copies && *copies == static_cast<std::int64_t>(sound.size()) * 2) return;
  CatalogPages(catalog_file(folder_)).for_each_row([&](std::int64_t, const PageRecord& r) {
    using Type = PageValue::Type;
    if (r.size() == 6 && r[3].type == Type::integer && r[4].type == Type::integer &&
        r[5].type == Type::blob && ZstdDictionary::sum(r[5].bytes) == r[4].integer)
      keep_dictionary(r[5].bytes, r[3].integer);
  });
}

void Salvager::keep_dictionary(const std::string& bytes, std::int64_t rows) {
  auto dictionary = std::make_shared<const ZstdDictionary>(bytes);
  if (!dictionaries_.try_emplace(dictionary->number(), dictionary).second) return;
  SQLite::Statement insert(*fresh_,
                           "INSERT INTO dictionaries(number, copy, rows, sum, bytes)"
                           " VALUES(?, 1, ?, ?, ?)");
  insert.bind(1, dictionary->number());
  insert.bind(2, rows);
  insert.bind(3, ZstdDictionary::sum(bytes));
  insert.bindNoCopy(4, bytes.data(), static_cast<int>(bytes.size()));
  insert.exec();
}

/// A name is stored in the table and in two indexes. If they disagree, the spelling that most of
/// them have is taken.
void Salvager::take_names() {
  std::map<NameKey, std::map<std::string, int>> spellings;
  std::map<NameKey, std::vector<std::string>> folded;
  const auto key = [](SQLite::Statement& row) {
    return NameKey{row.getColumn(0).getUInt(), row.getColumn(1).getUInt()};
  };
  const bool all = read_rows("SELECT field, code, name, folded FROM names", "field", "code",
                             [&](SQLite::Statement& row) {
                               ++spellings[key(row)][row.getColumn(2).getString()];
                               folded[key(row)].push_back(row.getColumn(3).getString());
                             });
  read_rows("SELECT field, code, name FROM names INDEXED BY names_by_name", "field", "name",
            [&](SQLite::Statement& row) { ++spellings[key(row)][row.getColumn(2).getString()]; });
  read_rows(
      "SELECT field, code, folded FROM names INDEXED BY names_by_folded", "field", "folded",
      [&](SQLite::Statement& row) { folded[key(row)].push_back(row.getColumn(2).getString()); });
  if (!all)
    CatalogPages(catalog_file(folder_)).for_each_key([&](const PageRecord& r) {
      using Type = PageValue::Type;
      if (r.size() != 5 || r[0].type != Type::integer || r[1].type != Type::integer ||
          r[2].type != Type::text || r[3].type != Type::text ||
          fold_value(r[2].bytes) != r[3].bytes)
        return;
      const auto field = static_cast<schema::FieldId>(r[0].integer);
      if (field != schema::FieldId::source && field != schema::FieldId::section &&
          field != schema::FieldId::author && field != schema::FieldId::topic)
        return;
      if (r[1].integer > 0 && r[1].integer < UINT32_MAX)
        ++spellings[{static_cast<std::uint32_t>(field), static_cast<std::uint32_t>(r[1].integer)}]
                   [r[2].bytes];
    });
  for (const auto& [name, votes] : spellings) {
    int most = -1;
    for (const auto& [spelling, places] : votes) {
      const int sum =
          places + static_cast<int>(std::ranges::count(folded[name], fold_value(spelling)));
      if (sum > most) names_[name] = spelling;
      most = std::max(most, sum);
    }
  }
}

/// The columns of articles in this catalog. Older tables lack the last ones.
std::string Salvager::article_columns() {
  std::string columns = fmt::format("{}, sum, state", kArticleColumns);
  const auto without = [&](const char* column, const char* constant) {
    const std::string present =
        fmt::format("SELECT count(*) FROM pragma_table_info('articles') WHERE name = '{}'", column);
    if (number(present).value_or(1) != 0) return;
    const std::size_t at = columns.find(fmt::format("{},", column));
    columns.replace(at, std::string_view(column).size(), constant);
  };
  without("country", "''");
  without("type", "''");
  without("version", "0");
  without("status", "0");
  for (const char* text : {"topics", "page", "edition"}) without(text, "''");
  for (const char* number_or_none : {"ocr", "utc_offset"}) without(number_or_none, "NULL");
  for (const char* number_or_0 : {"input", "line", "run"}) without(number_or_0, "0");
  without("sum", "NULL");
  return columns;
}

Row Salvager::last_row() {
  std::int64_t last = index_.last;
  for (const char* sql :
       {"SELECT seq FROM sqlite_sequence WHERE name = 'articles'", "SELECT max(row) FROM articles",
        "SELECT max(row) FROM ids",
        "SELECT max(row) FROM articles INDEXED BY articles_by_id"})  // of older tables
    if (const auto found = number(sql); found && *found > last && *found < UINT32_MAX)
      last = *found;
  // A damaged number must not take hours: the file is too small for so many rows.
  const std::int64_t pages = number("PRAGMA page_count").value_or(1);
  return static_cast<Row>(
      std::min<std::int64_t>(last, std::max<std::int64_t>(index_.last, 0) + pages * 1'000));
}

/// False when SQLite cannot reach the table at all.
bool Salvager::take_rows_by_number(Row last) try {
  const std::string select = fmt::format("SELECT {} FROM articles WHERE row", article_columns());
  SQLite::Statement following(old_, select + " >= ? ORDER BY row"), one(old_, select + " = ?");
  for (std::int64_t next = 1; next <= last;) {
    try {
      following.reset();
      following.bind(1, next);
      while (following.executeStep()) {
        next = following.getColumn(0).getInt64() + 1;
        if (next > std::int64_t{last} + 1) break;
        take_article(following, From::table);
      }
      break;
    } catch (const SQLite::Exception&) {
      pass_over_damage();
      following.tryReset();
    }
    for (bool readable = false; !readable && next <= last;) try {  // skips damaged rows
        one.reset();
        one.bind(1, next);
        if (one.executeStep()) {
          take_article(one, From::table);
          readable = true;
        }
        ++next;
      } catch (const SQLite::Exception&) {
        pass_over_damage();
        one.tryReset();
        unreadable_.push_back(static_cast<Row>(next++));
      }
  }
  return true;
} catch (const SQLite::Exception&) {
  pass_over_damage();
  return false;
}

void Salvager::take_articles() {
  const Row last = last_row();
  checkpoint_ = checkpoint(last);
  taken_.assign(std::size_t{last} + 1, false);
  const bool readable = take_rows_by_number(last);
  if (!readable || !unreadable_.empty()) take_from_pages(!readable);
  note_losses();
  if (result_.rows == 0)
    throw Error("no article of the catalog can be read",
                "put back a copy of the archive, or add the articles to a new one");
  fresh_->exec(
      fmt::format("UPDATE articles SET state = 2 WHERE state IN (1, 4) AND row <= {0} AND row NOT"
                  " IN (SELECT max(row) FROM articles WHERE state IN (1, 4) AND row <= {0}"
                  " GROUP BY id)",
                  checkpoint_));
  fresh_->exec(fmt::format("UPDATE articles SET replaced_at ={} WHERE state = 2", kReplacedAt));
}

/// The last row that the index holds. If it is unknown, rows after the index's last document are
/// pending: indexing an article again loses nothing.
std::int64_t Salvager::checkpoint(Row last) {
  const auto told = number(fmt::format("SELECT {}", kCheckpoint));
  if (told && *told >= 0) return std::min<std::int64_t>(*told, last);
  return index_.last != 0 ? index_.last : last;
}

/// Collects records from the pages that look like articles by the order of their columns.
void Salvager::gather_pages() {
  constexpr std::size_t kFirstColumns = 17, kColumns = 31;  // in the first tables, and now
  using Type = PageValue::Type;
  pages_.emplace((folder_ / "pages.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  pages_->exec(
      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
      "CREATE TABLE articles(row, id, state, replaces, hash, title, source, section, author,"
      " language, url, published, date_text, words, first_seen, added, body, country, type, sum,"
      " version, status, topics, page, edition, ocr, utc_offset, input, line, run, replaced_at)");
  SQLite::Transaction all(*pages_);
  SQLite::Statement insert(
      *pages_, fmt::format("INSERT INTO articles VALUES({}, ?, ?, ?)", article_marks()));
  CatalogPages(catalog_file(folder_)).for_each_row([&](std::int64_t row, const PageRecord& r) {
    if (r.size() < kFirstColumns || r.size() > kColumns || r[0].type != Type::null ||
        r[1].type != Type::text || r[2].type != Type::integer || r[4].type != Type::blob ||
        r[4].bytes.size() != sizeof(ContentHash) || r[16].type != Type::blob)
      return;
    insert.reset();
    insert.clearBindings();
    insert.bind(1, row);
    for (std::size_t i = 1; i < r.size(); ++i) {
      const int column = static_cast<int>(i) + 1;
      if (r[i].type == Type::integer) insert.bind(column, r[i].integer);
      if (r[i].type == Type::text) insert.bind(column, r[i].bytes);
      if (r[i].type == Type::blob)
        insert.bind(column, r[i].bytes.data(), static_cast<int>(r[i].bytes.size()));
    }
    insert.exec();
  });
  all.commit();
}

/// `all`: also rows that reading by number did not reach.
void Salvager::take_from_pages(bool all) {
  gather_pages();
  const std::int64_t last =
      pages_
          ->execAndGet(
              "SELECT coalesce(max(row), 0) FROM articles WHERE row BETWEEN 1 AND"
              " (SELECT 1000 * (count(*) + 1) FROM articles)")
          .getInt64();
  if (all && last >= static_cast<std::int64_t>(taken_.size()))
    taken_.resize(static_cast<std::size_t>(last) + 1);
  const std::vector<Row> wanted = unreadable_;
  for (const From from : {From::sound_pages, From::pages}) {
    SQLite::Statement each(
        *pages_, fmt::format("SELECT {}, sum, state FROM articles ORDER BY row", kArticleColumns));
    while (each.executeStep())
      if (all || std::ranges::binary_search(wanted, each.getColumn(0).getUInt()))
        take_article(each, from);
  }
}

/// Whether the damage is outside the article's contents. Restores what it can.
bool Salvager::contents_right(StoredArticle& a, const std::optional<Witness>& witness) {
  if (witness && in_term(a.article.id) != witness->id) return false;
  Article as_given = a.article;
  as_given.language.clear();  // it may have been detected
  bool right = false;
  for (const Article* article : {&a.article, &as_given})
    if (const ContentHash hash = content_hash(*article); !right && nearly(hash, a.hash)) {
      a.hash = hash;
      right = true;
    }
  if (right) a.packed_body = pack_text(a.article.body);
  if (right && witness) {
    a.first_seen = witness->first_seen;
    a.words = witness->words;
  }
  return right;
}

/// The article of a row, with the names and dictionaries that were salvaged.
StoredArticle Salvager::read_row(SQLite::Statement& row, std::string& damage) {
  return read_article(
      row,
      [](schema::FieldId, std::uint32_t code) {
        return NameCode{code, 0};
      },
      [this](schema::FieldId field, std::uint32_t code) {
        const auto name = names_.find({static_cast<std::uint32_t>(field), code});
        return name == names_.end() ? std::string() : name->second;
      },
      [this](std::uint32_t number) -> const ZstdDictionary* {
        const auto dictionary = dictionaries_.find(number);
        return dictionary == dictionaries_.end() ? nullptr : dictionary->second.get();
      },
      damage);
}

/// Removes names that are lost.
void Salvager::drop_lost_names(StoredArticle& a, std::string& damage) {
  for (const auto& [field, code] : {std::pair{schema::FieldId::source, &a.source.code},
                                    {schema::FieldId::section, &a.section.code},
                                    {schema::FieldId::author, &a.author.code}})
    if (*code != 0 && !names_.contains({static_cast<std::uint32_t>(field), *code})) {
      *code = 0;
      damage = "a name is lost";
    }
  for (std::size_t i = a.topics.size(); i-- > 0;)
    if (!names_.contains({static_cast<std::uint32_t>(schema::FieldId::topic), a.topics[i].code})) {
      a.topics.erase(a.topics.begin() + static_cast<std::ptrdiff_t>(i));
      a.article.topics.erase(a.article.topics.begin() + static_cast<std::ptrdiff_t>(i));
      damage = "a name is lost";
    }
}

/// Restores a damaged article, or notes its loss and keeps what can be read. False when not even
/// the id is known.
bool Salvager::restore(StoredArticle& a, const std::optional<Witness>& witness) {
  if (contents_right(a, witness)) {
    ++result_.restored;
    return true;
  }
  if (witness && in_term(a.article.id) != witness->id) a.article.id = witness->id;
  if (a.article.id.empty()) return false;
  a.hash = {};  // no article has it: adding this one again replaces it
  a.packed_body = pack_text(a.article.body);
  result_.losses.push_back({a.article.id, a.row, true, a.first_seen});
  return true;
}

void Salvager::take_article(SQLite::Statement& row, From from) {
  std::string damage;
  const Row number = row.getColumn(0).getUInt();
  if (number == 0 || number >= taken_.size() || taken_[number]) return;
  StoredArticle a = read_row(row, damage);
  if (from == From::sound_pages && !damage.empty()) return;
  drop_lost_names(a, damage);
  std::int64_t state = row.getColumn(kStateColumn).getInt64();
  const bool usable = a.article.status == Status::usable;
  if (state == 0) state = usable ? 1 : 4;  // pending, in older tables
  const bool damaged_state = state < 0 || state > 4 || (state == 1 && !usable);
  std::optional<Witness> witness;
  if (index_.last != 0 && (!damage.empty() || damaged_state || from != From::table))
    witness = index_.document(a.row);
  if (from != From::table && state == 1 && a.row <= checkpoint_ && index_.last != 0 && !witness)
    return;  // the index let it go long ago
  if (damaged_state) state = !usable ? 4 : witness || index_.last == 0 ? 1 : 2;
  if (!damage.empty() && !restore(a, witness)) return;
  insert_article(a, state);
}

void Salvager::insert_article(const StoredArticle& a, std::int64_t state) {
  SQLite::Statement insert(
      *fresh_, fmt::format("INSERT INTO articles({}, sum, state) VALUES({}, ?, ?)", kArticleColumns,
                           article_marks()));
  bind_article(insert, a);
  insert.bind(kStateColumn + 1, state);
  insert.exec();
  taken_[a.row] = true;
  ++result_.rows;
}

/// Notes the articles that could not be copied. The index or the catalog's list of ids names them;
/// if neither can be read, the rows that may have held an article are noted.
void Salvager::note_losses() {
  std::unordered_map<Row, std::string> ids;
  bool all_known = index_.last != 0;
  const auto note = [&](SQLite::Statement& row) {
    ids[row.getColumn(0).getUInt()] = row.getColumn(1).getString();
  };
  if (!unreadable_.empty())
    all_known |=
        (read_rows("SELECT row, id FROM ids", "segment", "id", note) &&
         read_rows("SELECT row, id FROM articles INDEXED BY articles_not_usable WHERE status <> 0",
                   "id", "row", note)) ||
        read_rows("SELECT row, id FROM articles INDEXED BY articles_by_id", "id", "row", note);
  for (Row row = 1; row < taken_.size(); ++row) {
    if (taken_[row]) continue;
    std::optional<Witness> witness;
    if (row <= index_.last) witness = index_.document(row);
    const auto id = ids.find(row);
    if (witness)
      result_.losses.push_back(
          {id == ids.end() ? witness->id : id->second, row, false, witness->first_seen});
    else if (id != ids.end())
      result_.losses.push_back({id->second, row, false, 0});
    else if (!all_known && std::ranges::binary_search(unreadable_, row))
      result_.losses.push_back({"", row, false, 0});
  }
}

/// Copies one of the other tables, which are also stored in an index. If table and index disagree,
/// rows are damaged.
void Salvager::take_table(const Table& table) {
  const auto there = [&](const std::string& name) {
    return number(fmt::format("SELECT count(*) FROM sqlite_schema WHERE name = '{}'", name))
        .value_or(0);
  };
  const auto version = number("PRAGMA user_version");
  if (version && *version > 0 && *version < table.since && there(table.name) == 0) return;
  const std::string columns = table.columns;
  const auto marks = static_cast<int>(1 + std::ranges::count(columns, ','));
  std::string places = "?";
  for (int i = 1; i < marks; ++i) places += ", ?";
  SQLite::Statement insert(*fresh_, fmt::format("INSERT OR REPLACE INTO {}({}) VALUES({})",
                                                table.name, columns, places));
  bool absent = false;  // no column of these tables may be
  const auto take = [&](SQLite::Statement& row) {
    insert.reset();
    for (int i = 0; i < marks; ++i) {
      const SQLite::Column value = row.getColumn(i);
      if (value.isNull()) {
        absent = true;
        return;
      }
      if (value.isInteger())
        insert.bind(i + 1, value.getInt64());
      else if (value.isFloat())
        insert.bind(i + 1, value.getDouble());
      else
        insert.bind(i + 1, value.getString());
    }
    insert.exec();
  };
  const bool all = read_rows(fmt::format("SELECT {} FROM {}", columns, table.name), table.first,
                             table.second, take);
  const std::string some = fmt::format("SELECT {} FROM {}", table.twice, table.name);
  const bool twice = there(fmt::format("{}_twice", table.name)) != 0;  // not in tables of before
  const auto different = number(fmt::format(
      "SELECT (SELECT count(*) FROM ({0} NOT INDEXED EXCEPT {0} INDEXED BY {1}_twice)) +"
      " (SELECT count(*) FROM ({0} INDEXED BY {1}_twice EXCEPT {0} NOT INDEXED))",
      some, table.name));
  // Rows that cannot be compared count as damaged.
  if (!all || absent || (twice && different.value_or(1) != 0))
    result_.incomplete.emplace_back(table.name);
}

/// What the last runs skipped, and which of them did not come to their end.
void Salvager::take_run_facts() {
  SQLite::Statement insert(*fresh_, "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)");
  try {
    SQLite::Statement each(
        old_, "SELECT key, value FROM meta WHERE key GLOB 'skipped *' OR key GLOB 'unfinished *'");
    while (each.executeStep()) {
      insert.reset();
      insert.bind(1, each.getColumn(0).getString());
      insert.bind(2, each.getColumn(1).getInt64());
      insert.exec();
    }
  } catch (const SQLite::Exception&) {
    // They are damaged: the next run says its own.
  }
}

void Salvager::take_meta() {
  std::map<std::string, std::uint32_t> first;  // by field and folded name
  std::uint32_t field = 0, code = 0;
  SQLite::Statement insert(
      *fresh_, "INSERT INTO names(field, code, name, folded, grouped) VALUES(?, ?, ?, ?, ?)");
  const auto put = [&](const std::string& name) {
    const std::string folded = fold_value(name);
    insert.reset();
    insert.bind(1, field);
    insert.bind(2, code);
    insert.bind(3, name);
    insert.bind(4, folded);
    insert.bind(5, first.try_emplace(fmt::format("{} {}", field, folded), code).first->second);
    insert.exec();
  };
  for (const auto& [key, name] : names_) {
    if (key.first != field) code = 0;
    field = key.first;
    if (key.second > code + 1'000'000) break;  // no code the catalog gave
    while (++code < key.second) put(fmt::format("lost name {}", code));
    put(name);
  }
  const auto old_meta = [this](const char* name) {
    return number(fmt::format("SELECT value FROM meta WHERE key = '{}'", name));
  };
  for (const IndexSegment& segment : index_.segments)
    fresh_->exec(
        fmt::format("INSERT INTO segments(number, first, last, documents)"
                    " VALUES({}, {}, {}, {})",
                    segment.number, segment.first, segment.last, segment.documents));
  fresh_->exec(
      fmt::format("UPDATE meta SET value = max({}, (SELECT coalesce(max(number), 0) + 1 FROM"
                  " segments)) WHERE key = 'next_segment'",
                  old_meta("next_segment").value_or(1)));
  fresh_->exec(fmt::format(
      "UPDATE meta SET value = {} WHERE key = 'generation'",
      std::max<std::int64_t>(old_meta("generation").value_or(0), index_.segments.empty() ? 0 : 1)));
  fresh_->exec(fmt::format("UPDATE meta SET value = {} WHERE key = 'settled'", checkpoint_));
  for (const auto& [name, current] : {std::pair{"format", schema::kFormatVersion},
                                      {"analysis", schema::kAnalysisVersion},
                                      {"draft", schema::kDraft}})
    if (const auto value = old_meta(name); value && *value >= 0 && *value < current)
      fresh_->exec(fmt::format("UPDATE meta SET value = {} WHERE key = '{}'", *value, name));
  fresh_->exec(
      fmt::format("UPDATE meta SET value = max({}, (SELECT coalesce(max(number), 0) FROM"
                  " runs), (SELECT max(run) FROM articles)) WHERE key = 'run'",
                  std::clamp<std::int64_t>(old_meta("run").value_or(0), 0, INT32_MAX)));
  take_run_facts();
  DeadRows dead;  // of removed articles nothing is left that could tell: verify finds them
  SQLite::Statement superseded(
      *fresh_, "SELECT row FROM articles WHERE state = 2 AND status = 0 ORDER BY row");
  while (superseded.executeStep()) dead.superseded.push_back(superseded.getColumn(0).getUInt());
  write_dead_rows(*fresh_, dead);
  ArticleIds::fill(*fresh_);
  if (!taken_.empty())
    fresh_->exec(
        fmt::format("UPDATE sqlite_sequence SET seq = max(seq, {}) WHERE name = 'articles'",
                    taken_.size() - 1));
}

}  // namespace

Salvage salvage_catalog(const fs::path& damaged, const fs::path& made, const IndexWitness& index) {
  try {
    return Salvager(damaged, made, index).run();
  } catch (const SQLite::Exception& e) {
    if (is_refusal(e)) throw;
    throw Error(fmt::format("the catalog cannot be repaired: {}", e.what()),
                "put back a copy of the archive, or add the articles to a new one");
  }
}

}  // namespace dateline
