// SPDX-License-Identifier: GPL-2.0-or-later
// Finds the faults of a catalog's tables.
#include <fmt/format.h>

#include <unordered_map>

#include "catalog_state.h"
#include "error.h"
#include "text/analyzer.h"

namespace dateline {
namespace {

using Sentences = std::vector<std::string>;

/// Every row of the query is a fault, and `sentence` describes it.
template <typename Sentence>
void add_rows(SQLite::Statement& statement, Sentences& found, const Sentence& sentence) {
  Use query(statement);
  while (query->executeStep()) found.push_back(sentence(*query));
}

/// Checks the names: codes begin at 1 and have no gap, and each name is grouped with the first
/// spelling that folds to the same text.
void check_names(SQLite::Statement& statement, Sentences& found) {
  Use query(statement);
  int field = -1;
  std::int64_t last = 0;
  std::unordered_map<std::string, std::int64_t> first;
  while (query->executeStep()) {
    if (query->getColumn(0).getInt() != field) {
      field = query->getColumn(0).getInt();
      last = 0;
      first.clear();
    }
    const std::int64_t code = query->getColumn(1).getInt64();
    const std::string name = query->getColumn(2).getString(), folded = fold_value(name);
    if (code != ++last)
      found.push_back(fmt::format("names of field {} lack number {}", field, last));
    last = code;
    const std::int64_t group = first.try_emplace(folded, code).first->second;
    if (query->getColumn(3).getString() != folded || query->getColumn(4).getInt64() != group)
      found.push_back(fmt::format("the name \"{}\" is not grouped as it should be", name));
  }
}

void check_dictionaries(SQLite::Statement& statement, Sentences& found) {
  Use query(statement);
  while (query->executeStep()) {
    const SQLite::Column column = query->getColumn(3);
    const std::string bytes(static_cast<const char*>(column.getBlob()),
                            static_cast<std::size_t>(column.getBytes()));
    const std::int64_t copy = query->getColumn(1).getInt64();
    if (ZstdDictionary::sum(bytes) != query->getColumn(2).getInt64() ||
        ZstdDictionary(bytes).number() != query->getColumn(0).getUInt() || (copy != 1 && copy != 2))
      found.push_back(fmt::format("copy {} of a dictionary of texts is damaged", copy));
  }
}

}  // namespace

Sentences Catalog::check(bool deep) const {
  Sentences found;
  {
    Use query(
        state_->database.prepare(deep ? "PRAGMA integrity_check(100)" : "PRAGMA quick_check(100)"));
    while (query->executeStep())
      if (const std::string line = query->getColumn(0).getString(); line != "ok")
        found.push_back(fmt::format("SQLite finds {}", line));
  }
  add_rows(state_->database.prepare(
               "SELECT id, row, state FROM articles WHERE state NOT IN (0, 1, 2, 3, 4)"),
           found, [](SQLite::Statement& row) {
             return fmt::format("article {} (row {}) has a state that does not exist: {}",
                                row.getColumn(0).getString(), row.getColumn(1).getInt64(),
                                row.getColumn(2).getString());
           });
  add_rows(state_->database.prepare(
               fmt::format("SELECT id, count(*) FROM articles WHERE state IN (1, 4) AND row <= {}"
                           " GROUP BY id HAVING count(*) > 1",
                           kCheckpoint)),
           found, [](SQLite::Statement& row) {
             return fmt::format("article {} is there {} times", row.getColumn(0).getString(),
                                row.getColumn(1).getInt64());
           });
  add_rows(state_->database.prepare(
               "SELECT max(row) FROM articles HAVING max(row) > coalesce((SELECT seq"
               " FROM sqlite_sequence WHERE name = 'articles'), 0)"),
           found, [](SQLite::Statement&) {
             return std::string("the number of the last row is smaller than that row");
           });
  add_rows(state_->database.prepare(
               "SELECT value FROM meta WHERE key = 'settled' AND (value < 0 OR value >"
               " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'articles'), 0))"),
           found, [](SQLite::Statement&) {
             return std::string("the last row the index has is none that was ever given");
           });
  if (deep && !state_->database.ids.right())
    found.emplace_back("the list of ids is not what the articles say");
  try {
    dead_rows();
  } catch (const Error& e) {
    found.emplace_back(e.what());
  }
  check_dictionaries(
      state_->database.prepare("SELECT number, copy, sum, bytes FROM dictionaries ORDER BY place"),
      found);
  check_names(state_->database.prepare("SELECT field, code, name, folded, grouped FROM names"
                                       " ORDER BY field, code"),
              found);
  return found;
}

}  // namespace dateline
