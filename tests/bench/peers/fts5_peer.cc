// SPDX-License-Identifier: GPL-2.0-or-later
// SQLite FTS5 on the records and queries of the benchmark, as someone who knows it well would set
// it up: articles in a table of their own, an external-content index of title and body, porter over
// unicode61, WAL, one transaction for many articles; one thread, as SQLite has.
//   fts5_peer add FILE.db ARTICLES.jsonl
//   fts5_peer search FILE.db QUERIES.tsv [SECONDS_A_CLASS]
//   fts5_peer sizes FILE.db    bytes of each table and index, of any SQLite file
#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <iterator>

#include "dates/dates.h"
#include "json_lines.h"
#include "latency.h"

namespace {

using namespace dateline;
using bench::BenchQuery;

constexpr int kArticlesATransaction = 10'000;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void create(SQLite::Database& db) {
  db.exec("PRAGMA journal_mode=WAL");
  db.exec("PRAGMA synchronous=NORMAL");
  db.exec("PRAGMA cache_size=-262144");
  db.exec(
      "CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, body TEXT,"
      " source TEXT, published INTEGER)");
  db.exec(
      "CREATE VIRTUAL TABLE words USING fts5(title, body, content='articles',"
      " content_rowid='number', tokenize='porter unicode61')");
  db.exec("INSERT INTO words(words, rank) VALUES ('hashsize', 67108864)");
}

/// Prints megabytes of text, and the seconds until all of it was on the disk, without and with the
/// merging of the index into one.
void add(const std::string& path, const std::string& articles) {
  std::filesystem::remove(path);
  const auto start = std::chrono::steady_clock::now();
  SQLite::Database db(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  create(db);
  SQLite::Statement article(
      db,
      "INSERT OR IGNORE INTO articles(id, title, body, source, published) VALUES (?, ?, ?, ?, ?)");
  SQLite::Statement words(db, "INSERT INTO words(rowid, title, body) VALUES (?, ?, ?)");
  std::size_t bytes = 0;
  int in_transaction = 0;
  db.exec("BEGIN");
  bench::read_json_lines(articles, [&](const bench::Record& record) {
    article.bindNoCopy(1, record.id);
    article.bindNoCopy(2, record.title);
    article.bindNoCopy(3, record.body);
    article.bindNoCopy(4, record.source);
    article.bind(5, record.published);
    const bool is_new = article.exec() != 0;
    article.reset();
    if (!is_new) return;
    words.bind(1, db.getLastInsertRowid());
    words.bindNoCopy(2, record.title);
    words.bindNoCopy(3, record.body);
    words.exec();
    words.reset();
    bytes += record.text_bytes();
    if (++in_transaction % kArticlesATransaction == 0) db.exec("COMMIT; BEGIN");
  });
  db.exec("COMMIT");
  db.exec("CREATE INDEX by_source ON articles(source)");
  db.exec("CREATE INDEX by_date ON articles(published)");
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const double added = seconds_since(start);
  db.exec("INSERT INTO words(words) VALUES ('optimize')");
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  fmt::print("{:.1f} {:.2f} {:.2f}\n", static_cast<double>(bytes) / 1e6, added,
             seconds_since(start));
}

void print_sizes(const std::string& path) {
  const SQLite::Database db(path);
  SQLite::Statement table(db,
                          "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC, 1");
  while (table.executeStep())
    fmt::print("{}\t{}\n", table.getColumn(0).getText(), table.getColumn(1).getInt64());
}

class Searches {
 public:
  explicit Searches(const std::string& path) : db_(path) {
    db_.exec("PRAGMA cache_size=-1048576");
    db_.exec("PRAGMA mmap_size=17179869184");
  }

  /// Ids of the first ten and the exact total; `facets`: counts by source, year and month too.
  /// (CROSS JOIN keeps SQLite from looking up each word for each article of a source.)
  std::uint64_t run(const BenchQuery& query, bool facets) {
    std::string from =
        "FROM words CROSS JOIN articles a ON a.number = words.rowid WHERE words MATCH ?1";
    if (!query.source.empty()) from += " AND a.source = ?2";
    if (!query.after.empty()) from += " AND a.published >= ?3 AND a.published < ?4";
    const std::uint64_t found =
        query.source.empty() && query.after.empty()
            ? total("SELECT count(*) FROM words WHERE words MATCH ?1", query)
            : total("SELECT count(*) " + from, query);
    read("SELECT a.id " + from + " ORDER BY words.rank LIMIT 10", query);
    if (facets && query.kind == "or+facets") {
      read("SELECT a.source, count(*) " + from + " GROUP BY 1 ORDER BY 2 DESC", query);
      for (const char* const part : {"%Y", "%Y-%m"})
        read(fmt::format("SELECT strftime('{}', a.published, 'unixepoch'), count(*) {} GROUP BY 1",
                         part, from),
             query);
    }
    return found;
  }

 private:
  SQLite::Statement prepared(const std::string& sql, const BenchQuery& query) {
    SQLite::Statement statement(db_, sql);
    const char* const joined = query.is("phrase") ? " + " : query.is("or") ? " OR " : " AND ";
    std::vector<std::string> quoted;
    for (const std::string& word : query.words) quoted.push_back('"' + word + '"');
    statement.bind(1, fmt::format("{}", fmt::join(quoted, joined)));
    if (!query.source.empty()) statement.bind(2, query.source);
    if (!query.after.empty()) {
      statement.bind(3, parse_timestamp(query.after).value());
      statement.bind(4, parse_timestamp(query.before).value());
    }
    return statement;
  }

  std::uint64_t total(const std::string& sql, const BenchQuery& query) {
    SQLite::Statement statement = prepared(sql, query);
    statement.executeStep();
    return static_cast<std::uint64_t>(statement.getColumn(0).getInt64());
  }

  void read(const std::string& sql, const BenchQuery& query) {
    SQLite::Statement statement = prepared(sql, query);
    while (statement.executeStep()) texts_.assign(statement.getColumn(0).getText());
  }

  SQLite::Database db_;
  std::string texts_;
};

}  // namespace

int main(int argc, char** argv) try {
  const std::string command = argc >= 3 ? argv[1] : "";
  if (command == "sizes") {
    print_sizes(argv[2]);
  } else if (command == "add" && argc == 4) {
    add(argv[2], argv[3]);
  } else if (command == "search" && argc >= 4) {
    Searches searches(argv[2]);
    const std::vector<BenchQuery> queries = bench::read_queries(argv[3]);
    const double seconds = argc > 4 ? std::stod(argv[4]) : 8;
    bench::print_latencies("fts5", "exact", queries, seconds,
                           [&](const BenchQuery& query) { return searches.run(query, false); });
    std::vector<BenchQuery> with_facets;
    std::ranges::copy_if(queries, std::back_inserter(with_facets),
                         [](const BenchQuery& query) { return query.kind == "or+facets"; });
    bench::print_latencies("fts5", "facets", with_facets, seconds,
                           [&](const BenchQuery& query) { return searches.run(query, true); });
  } else {
    fmt::print(stderr,
               "usage: fts5_peer add FILE.db ARTICLES.jsonl | search FILE.db QUERIES.tsv [SECONDS] "
               "| sizes FILE.db\n");
    return 2;
  }
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 2;
}
