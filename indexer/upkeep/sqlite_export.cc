// SPDX-License-Identifier: GPL-2.0-or-later
#include "sqlite_export.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/catalog_statistics.h"
#include "dates/dates.h"
#include "error.h"
#include "text/analyzer.h"
#include "version.h"

namespace dateline::indexing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTables = R"sql(
  CREATE TABLE about(               -- the archive, its state, and who wrote this file
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE articles(            -- what a search finds, in their last versions
    article   INTEGER PRIMARY KEY,  -- its number in the archive
    id        TEXT NOT NULL UNIQUE,
    title     TEXT,
    body      TEXT,                 -- paragraphs are parted by an empty line
    source    TEXT,                 -- these three as they are counted: spellings that differ in
    section   TEXT,                 -- case or accents are one
    author    TEXT,
    language  TEXT,                 -- ISO 639-1
    country   TEXT,
    type      TEXT,
    published TEXT,                 -- the instant: 2024-08-22T10:00:00Z
    utc_offset INTEGER,             -- seconds east of UTC where it was written
    day       TEXT,                 -- where it was written: 2024-08-22
    week      TEXT,                 -- 2024-W34
    month     TEXT,                 -- 2024-08
    year      TEXT,
    date_text TEXT,                 -- as the source wrote it
    url       TEXT,
    page      TEXT,
    edition   TEXT,
    ocr_confidence INTEGER,         -- 0 to 100
    words     INTEGER NOT NULL,
    first_seen TEXT NOT NULL,       -- when the archive first had it
    added     TEXT NOT NULL,        -- and this version
    input     TEXT,                 -- where it came from
    line      INTEGER,
    hash      TEXT NOT NULL);       -- of all but the id
  CREATE TABLE versions(            -- earlier versions of these articles
    version   INTEGER PRIMARY KEY,  -- its number in the archive
    article   INTEGER NOT NULL REFERENCES articles(article),
    number    INTEGER NOT NULL,     -- 1 is the first; the last version is the article
    title     TEXT,
    body      TEXT,
    source    TEXT,                 -- as it was written
    published TEXT,
    date_text TEXT,
    added     TEXT NOT NULL,
    hash      TEXT NOT NULL,
    UNIQUE(article, number));
  CREATE TABLE topics(              -- what the source says an article is about
    article INTEGER NOT NULL REFERENCES articles(article),
    topic   TEXT NOT NULL,          -- as it is counted: in small letters, without accents
    written TEXT NOT NULL,          -- as it was written
    PRIMARY KEY(article, topic)) WITHOUT ROWID;
)sql";

// Made when the rows are there.
constexpr const char* kIndexes = R"sql(
  CREATE INDEX articles_source ON articles(source, day);
  CREATE INDEX articles_section ON articles(section);
  CREATE INDEX articles_author ON articles(author);
  CREATE INDEX articles_language ON articles(language);
  CREATE INDEX articles_country ON articles(country);
  CREATE INDEX articles_type ON articles(type);
  CREATE INDEX articles_published ON articles(published);
  CREATE INDEX articles_day ON articles(day);
  CREATE INDEX articles_week ON articles(week);
  CREATE INDEX articles_month ON articles(month);
  CREATE INDEX articles_year ON articles(year);
  CREATE INDEX topics_topic ON topics(topic);
  CREATE VIRTUAL TABLE articles_fts USING fts5(  -- Datasette looks for these words as they are
    title, body, content="articles", content_rowid="article",
    tokenize="unicode61 remove_diacritics 2");
  INSERT INTO articles_fts(articles_fts) VALUES('rebuild');
  PRAGMA user_version = 1;          -- of these tables
)sql";

std::string hexadecimal(const ContentHash& hash) {
  std::string digits;
  for (const std::uint8_t byte : hash) digits += fmt::format("{:02x}", byte);
  return digits;
}

/// Binds values in order; absent ones are NULL.
class Values {
 public:
  explicit Values(SQLite::Statement& statement) : statement_(statement) {
    statement_.reset();
    statement_.clearBindings();
  }
  Values& text(const std::string& value) {
    ++place_;
    if (!value.empty()) statement_.bind(place_, value);
    return *this;
  }
  Values& required(const std::string& value) {
    statement_.bind(++place_, value);
    return *this;
  }
  Values& number(std::int64_t value) {
    statement_.bind(++place_, value);
    return *this;
  }
  Values& number(const std::optional<int>& value) {
    ++place_;
    if (value) statement_.bind(place_, *value);
    return *this;
  }
  void insert() { statement_.exec(); }

 private:
  SQLite::Statement& statement_;
  int place_ = 0;
};

class Export {
 public:
  Export(Catalog& catalog, SQLite::Database& database) : catalog_(catalog), database_(database) {}

  std::uint64_t write() {
    for (const schema::FieldId field :
         {schema::FieldId::source, schema::FieldId::section, schema::FieldId::author})
      names_[field] = catalog_.names(field);
    database_.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
    SQLite::Transaction change(database_);
    database_.exec(kTables);
    write_articles();
    write_versions();
    write_about();
    database_.exec(kIndexes);
    change.commit();
    return articles_.size();
  }

 private:
  std::string name(schema::FieldId field, const NameCode& code) const {
    const std::vector<std::string>& names = names_.at(field);
    return code.group < names.size() ? names[code.group] : "";
  }
  void write_articles();
  void write_versions();
  void write_about();
  void write_topics(Row row, const Article& article, SQLite::Statement& insert);

  Catalog& catalog_;
  SQLite::Database& database_;
  std::map<schema::FieldId, std::vector<std::string>> names_;
  std::map<std::string, Row> articles_;  // by id
};

void Export::write_topics(Row row, const Article& article, SQLite::Statement& insert) {
  std::map<std::string, std::string> topics;  // of spellings that are one, the first
  for (const std::string& topic : article.topics) topics.try_emplace(fold_value(topic), topic);
  for (const auto& [folded, written] : topics)
    Values(insert).number(std::int64_t{row}).required(folded).required(written).insert();
}

void Export::write_articles() {
  SQLite::Statement insert(
      database_,
      "INSERT INTO articles VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
      "?,?,?,?,?)");
  SQLite::Statement topic(database_, "INSERT INTO topics VALUES(?, ?, ?)");
  catalog_.for_each_current([&](Row row, const std::string& id) {
    const std::optional<StoredArticle> stored = catalog_.article(row);
    if (!stored) return;
    const Article& a = stored->article;
    const std::optional<Timestamp> local = local_time(a);
    const auto period = [&](Period p) { return local ? period_name(*local, p) : std::string(); };
    Values out(insert);
    out.number(std::int64_t{row}).required(id).text(a.title).text(a.body);
    out.text(name(schema::FieldId::source, stored->source))
        .text(name(schema::FieldId::section, stored->section))
        .text(name(schema::FieldId::author, stored->author));
    out.text(a.language).text(a.country).text(a.type);
    out.text(a.published ? format_timestamp(*a.published) : "").number(a.utc_offset);
    out.text(period(Period::day)).text(period(Period::week));
    out.text(period(Period::month)).text(period(Period::year));
    out.text(a.date_text).text(a.url).text(a.page).text(a.edition).number(a.ocr_confidence);
    out.number(std::int64_t{stored->words});
    out.required(format_timestamp(stored->first_seen)).required(format_timestamp(stored->added));
    out.text(stored->input_name)
        .number(stored->line == 0 ? std::nullopt : std::optional(static_cast<int>(stored->line)))
        .required(hexadecimal(stored->hash));
    out.insert();
    write_topics(row, a, topic);
    articles_.emplace(id, row);
  });
}

/// Of an article that is withheld or cancelled there is nothing.
void Export::write_versions() {
  SQLite::Statement insert(database_, "INSERT INTO versions VALUES(?,?,?,?,?,?,?,?,?,?)");
  std::map<Row, int> numbers;
  catalog_.for_each_superseded([&](Row row, const std::string& id) {
    const auto article = articles_.find(id);
    if (article == articles_.end()) return;
    const std::optional<StoredArticle> stored = catalog_.article(row);
    if (!stored || stored->article.status != Status::usable) return;
    const Article& a = stored->article;
    Values(insert)
        .number(std::int64_t{row})
        .number(std::int64_t{article->second})
        .number(std::int64_t{++numbers[article->second]})
        .text(a.title)
        .text(a.body)
        .text(a.source)
        .text(a.published ? format_timestamp(*a.published) : "")
        .text(a.date_text)
        .required(format_timestamp(stored->added))
        .required(hexadecimal(stored->hash))
        .insert();
  });
}

void Export::write_about() {
  SQLite::Statement insert(database_, "INSERT INTO about VALUES(?, ?)");
  const auto add = [&](const std::string& name, const std::string& value) {
    Values(insert).required(name).required(value).insert();
  };
  add("archive", catalog_.statistics().uuid());
  add("state", std::to_string(catalog_.generation()));
  add("program", fmt::format("Dateline {}", kVersion));
  add("analysis", std::to_string(schema::kAnalysisVersion));
  add("written", format_timestamp(now()));
}

}  // namespace

std::uint64_t export_to_sqlite(const fs::path& archive, const fs::path& file) {
  std::error_code error;
  if (fs::exists(file, error))
    throw Error(fmt::format("{} is there already", file.string()), "name a new file");
  fs::path part = file;
  part += ".part";
  fs::remove(part, error);
  try {
    Catalog catalog(archive, Catalog::Mode::read);
    catalog.pin();
    std::uint64_t articles = 0;
    {
      SQLite::Database database(part.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      articles = Export(catalog, database).write();
    }
    fs::rename(part, file);
    return articles;
  } catch (const SQLite::Exception& e) {
    fs::remove(part, error);
    throw Error(fmt::format("the database {} cannot be written: {}", file.string(), e.what()));
  } catch (...) {
    fs::remove(part, error);
    throw;
  }
}

}  // namespace dateline::indexing
