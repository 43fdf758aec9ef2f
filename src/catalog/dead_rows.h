// SPDX-License-Identifier: GPL-2.0-or-later
// DeadRows: rows that segments of the index hold and searches leave out. They are kept by row, not
// by segment, so that an update or a removal changes no segment, and a merge none of them. Used by
// the writer, by verify and by readers of the index. Stored in chunks of 65,536 rows, each as a
// list or as bits, whichever is shorter.
#pragma once

#include <cstddef>
#include <vector>

#include "stored_article.h"

namespace SQLite {
class Database;
}

namespace dateline {

/// All ascending. No row is in both.
struct DeadRows {
  std::vector<Row> superseded;  // a newer version is there; they stay until versions are forgotten
  std::vector<Row> removed;     // no article has them; the next merge of their segment drops them

  std::size_t size() const { return superseded.size() + removed.size(); }
  std::vector<Row> all() const;
  bool operator==(const DeadRows&) const = default;
};

/// Both ascending: what is in one of them, and what is in the first alone.
std::vector<Row> united(const std::vector<Row>& rows, const std::vector<Row>& more);
std::vector<Row> without(const std::vector<Row>& rows, const std::vector<Row>& others);

/// Throws Error where the table is damaged.
DeadRows read_dead_rows(SQLite::Database& catalog);
/// Within a transaction. It writes only the chunks that differ.
void write_dead_rows(SQLite::Database& catalog, const DeadRows& rows);

}  // namespace dateline
