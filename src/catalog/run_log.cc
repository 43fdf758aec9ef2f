// SPDX-License-Identifier: GPL-2.0-or-later
#include "run_log.h"

#include "catalog_database.h"
#include "dates/dates.h"

namespace dateline {

std::vector<RunRecord> RunLog::last_runs(std::size_t n) const {
  Use query(
      database_.prepare("SELECT command, started, seconds, added, updated, unchanged, rejected,"
                        " number FROM runs ORDER BY number DESC LIMIT ?"));
  query->bind(1, static_cast<std::int64_t>(n));
  std::vector<RunRecord> result;
  while (query->executeStep()) {
    RunRecord r;
    r.number = query->getColumn(7).getInt64();
    r.command = query->getColumn(0).getString();
    r.started = query->getColumn(1).getInt64();
    r.seconds = query->getColumn(2).getDouble();
    r.added = static_cast<std::uint64_t>(query->getColumn(3).getInt64());
    r.updated = static_cast<std::uint64_t>(query->getColumn(4).getInt64());
    r.unchanged = static_cast<std::uint64_t>(query->getColumn(5).getInt64());
    r.rejected = static_cast<std::uint64_t>(query->getColumn(6).getInt64());
    result.push_back(std::move(r));
  }
  return result;
}

std::vector<RejectedRecord> RunLog::rejected(std::size_t n) const {
  Use query(database_.prepare(
      "SELECT name, line, reason, hint FROM rejected JOIN inputs ON number = input"
      " ORDER BY rejected.rowid LIMIT ?"));
  query->bind(1, static_cast<std::int64_t>(n));
  std::vector<RejectedRecord> result;
  while (query->executeStep())
    result.push_back({query->getColumn(0).getString(),
                      static_cast<std::uint64_t>(query->getColumn(1).getInt64()),
                      query->getColumn(2).getString(), query->getColumn(3).getString()});
  return result;
}

bool RunLog::was_read(const InputRecord& input) const {
  // Times are whole seconds, so a change in the second of the reading would not be noticed.
  Use query(database_.prepare(
      "SELECT 1 FROM inputs WHERE (name = ?1 OR (name > ?1 || '!' AND name < ?1 || '\"'))"
      " AND size = ?2 AND modified = ?3 AND articles + rejected > 0 AND read_at > modified + 1"
      " LIMIT 1"));
  query->bind(1, input.name);
  query->bind(2, static_cast<std::int64_t>(input.size));
  query->bind(3, input.modified);
  return query->executeStep();
}

std::vector<std::string> RunLog::inputs_read_since(Timestamp time) const {
  Use query(
      database_.prepare("SELECT name FROM inputs WHERE read_at >= ? ORDER BY read_at, number"));
  query->bind(1, static_cast<std::int64_t>(time));
  std::vector<std::string> names;
  while (query->executeStep()) names.push_back(query->getColumn(0).getString());
  return names;
}

std::int64_t RunLog::begin_input(const InputRecord& input) {
  Use insert(database_.prepare(
      "INSERT INTO inputs(name, format, size, modified, articles, rejected, read_at)"
      " VALUES(?, ?, ?, ?, 0, 0, ?) ON CONFLICT(name) DO UPDATE SET format = excluded.format,"
      " size = excluded.size, modified = excluded.modified, articles = 0, rejected = 0,"
      " read_at = excluded.read_at RETURNING number"));
  insert->bind(1, input.name);
  insert->bind(2, input.format);
  insert->bind(3, static_cast<std::int64_t>(input.size));
  insert->bind(4, input.modified);
  insert->bind(5, static_cast<std::int64_t>(now()));
  insert->executeStep();
  const std::int64_t number = insert->getColumn(0).getInt64();
  while (insert->executeStep()) {
  }
  Use forget(database_.prepare("DELETE FROM rejected WHERE input = ?"));
  forget->bind(1, number);
  forget->exec();
  return number;
}

void RunLog::add_rejected(std::int64_t input, const RejectedRecord& rejected) {
  Use add(database_.prepare("INSERT INTO rejected(input, line, reason, hint) VALUES(?, ?, ?, ?)"));
  add->bind(1, input);
  add->bind(2, static_cast<std::int64_t>(rejected.line));
  add->bind(3, rejected.reason);
  add->bind(4, rejected.hint);
  add->exec();
}

void RunLog::end_input(std::int64_t input, std::uint64_t articles, std::uint64_t rejected) {
  Use update(database_.prepare("UPDATE inputs SET articles = ?, rejected = ? WHERE number = ?"));
  update->bind(1, static_cast<std::int64_t>(articles));
  update->bind(2, static_cast<std::int64_t>(rejected));
  update->bind(3, input);
  update->exec();
}

std::string RunLog::input_name(std::int64_t number) const {
  Use query(database_.prepare("SELECT name FROM inputs WHERE number = ?"));
  query->bind(1, number);
  return query->executeStep() ? query->getColumn(0).getString() : std::string();
}

std::int64_t RunLog::begin_run() {
  const std::int64_t number = database_.meta("run") + 1;
  database_.set_meta("run", number);
  return number;
}

void RunLog::record_run(const RunRecord& run) {
  Use insert(database_.prepare(
      "INSERT INTO runs(command, started, seconds, added, updated, unchanged, rejected, number)"
      " VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
  insert->bind(8, run.number != 0 ? run.number : begin_run());
  insert->bind(1, run.command);
  insert->bind(2, static_cast<std::int64_t>(run.started));
  insert->bind(3, run.seconds);
  insert->bind(4, static_cast<std::int64_t>(run.added));
  insert->bind(5, static_cast<std::int64_t>(run.updated));
  insert->bind(6, static_cast<std::int64_t>(run.unchanged));
  insert->bind(7, static_cast<std::int64_t>(run.rejected));
  insert->exec();
}

void RunLog::record_skipped(const std::map<std::string, std::uint64_t>& files) {
  Use forget(database_.prepare("DELETE FROM meta WHERE key GLOB 'skipped *'"));
  forget->exec();
  for (const auto& [kind, count] : files)
    database_.set_meta("skipped " + kind, static_cast<std::int64_t>(count));
}

std::map<std::string, std::uint64_t> RunLog::skipped() const {
  Use query(database_.prepare(
      "SELECT substr(key, length('skipped ') + 1), value FROM meta WHERE key GLOB 'skipped *'"));
  std::map<std::string, std::uint64_t> files;
  while (query->executeStep())
    files[query->getColumn(0).getString()] =
        static_cast<std::uint64_t>(query->getColumn(1).getInt64());
  return files;
}

}  // namespace dateline
