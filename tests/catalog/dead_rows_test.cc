// SPDX-License-Identifier: GPL-2.0-or-later
// The rows that searches leave out, as the catalog keeps them.
#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include <random>
#include <set>

#include "catalog/dead_rows.h"
#include "error.h"

using namespace dateline;

namespace {

SQLite::Database database() {
  SQLite::Database db(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  db.exec(
      "CREATE TABLE dead(chunk INTEGER PRIMARY KEY, superseded BLOB NOT NULL,"
      " removed BLOB NOT NULL, sum INTEGER NOT NULL)");
  return db;
}

std::vector<Row> some_rows(std::mt19937& random, Row first, Row last, std::size_t n) {
  std::set<Row> rows;
  for (std::size_t i = 0; i < n; ++i)
    rows.insert(std::uniform_int_distribution<Row>(first, last)(random));
  return {rows.begin(), rows.end()};
}

}  // namespace

TEST_CASE("dead rows are read as they were written, few and many, up to the last row there is") {
  SQLite::Database db = database();
  CHECK(read_dead_rows(db).size() == 0);
  std::mt19937 random(1);
  for (const auto& [first, last, superseded, removed] :
       {std::tuple<Row, Row, std::size_t, std::size_t>{1, 10, 3, 0},
        {1, 65'535, 4'000, 10},
        {1, 65'535, 30'000, 4'200},
        {65'530, 65'540, 5, 5},
        {1, 400'000, 100'000, 50},
        {UINT32_MAX - 100, UINT32_MAX, 50, 50},
        {1, UINT32_MAX, 0, 0},
        {1, UINT32_MAX, 40, 40}}) {
    DeadRows rows;
    rows.superseded = some_rows(random, first, last, superseded);
    rows.removed = without(some_rows(random, first, last, removed), rows.superseded);
    write_dead_rows(db, rows);
    CHECK(read_dead_rows(db) == rows);
  }
}

TEST_CASE("a chunk of dead rows that has not changed is not written again") {
  SQLite::Database db = database();
  DeadRows rows{.superseded = {1, 2, 70'000}, .removed = {3, 70'001}};
  write_dead_rows(db, rows);
  const auto before = db.getTotalChanges();
  write_dead_rows(db, rows);
  CHECK(db.getTotalChanges() == before);
  rows.removed.push_back(70'002);
  write_dead_rows(db, rows);
  CHECK(db.getTotalChanges() == before + 1);
}

TEST_CASE("a changed byte in the list of dead rows is an error") {
  for (const char* const change :
       {"UPDATE dead SET superseded = x'0500'", "UPDATE dead SET removed = x''",
        "UPDATE dead SET chunk = 1", "UPDATE dead SET sum = sum + 1"}) {
    SQLite::Database db = database();
    write_dead_rows(db, {.superseded = {4}, .removed = {6}});
    db.exec(change);
    CHECK_THROWS_AS(read_dead_rows(db), Error);
  }
}
