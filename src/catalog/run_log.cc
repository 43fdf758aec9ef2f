// SPDX-License-Identifier: GPL-2.0-or-later
#include "run_log.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <system_error>

#include "catalog_database.h"
#include "dates/dates.h"

namespace dateline {
namespace {

// Keys of the table meta. Each but one holds the number of a run.
constexpr const char* kUnderWay = "run under way";
constexpr const char* kCopied = "run copied";
constexpr const char* kInMemory = "run in memory";  // articles
// One for each path that a run was told to read, behind a line feed. One without a path where a
// path says nothing: of feeds, watched folders, pipes.
std::string unfinished_key(const std::string& command) { return "unfinished " + command; }

/// The paths of a run as they are kept: absolute, each once; empty where one of them cannot be read
/// twice, and where they are very many.
std::vector<std::string> kept_paths(const std::vector<std::string>& paths) {
  constexpr std::size_t kMost = 10'000;
  std::set<std::string> kept;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error) &&
        !std::filesystem::is_directory(path, error))
      return {};
    std::filesystem::path whole = std::filesystem::absolute(path, error).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();  // "folder/"
    kept.insert(whole.string());
  }
  if (kept.size() > kMost) return {};
  return {kept.begin(), kept.end()};
}

bool lies_in(const std::string& path, const std::string& folder) {
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

// A run without an end has its seconds below 0.
constexpr double kLeastSeconds = 1e-6;
constexpr const char* kRunColumns =
    "number, command, started, seconds, added, updated, unchanged, rejected";

RunRecord run_of(SQLite::Statement& row) {
  const auto count = [&row](int column) {
    return static_cast<std::uint64_t>(row.getColumn(column).getInt64());
  };
  RunRecord r;
  r.number = row.getColumn(0).getInt64();
  r.command = row.getColumn(1).getString();
  r.started = row.getColumn(2).getInt64();
  const double seconds = row.getColumn(3).getDouble();
  r.seconds = std::abs(seconds);
  r.ended = seconds >= 0;
  r.added = count(4);
  r.updated = count(5);
  r.unchanged = count(6);
  r.rejected = count(7);
  return r;
}

}  // namespace

std::vector<RunRecord> RunLog::last_runs(std::size_t n) const {
  database_.require_sound("runs");
  Use query(database_.prepare(std::string("SELECT ") + kRunColumns +
                              " FROM runs ORDER BY number DESC LIMIT ?"));
  query->bind(1, static_cast<std::int64_t>(n));
  std::vector<RunRecord> result;
  while (query->executeStep()) result.push_back(run_of(*query));
  return result;
}

std::optional<UnfinishedRecord> RunLog::unfinished() const {
  Use query(database_.prepare(
      std::string("SELECT ") + kRunColumns +
      " FROM runs WHERE number = (SELECT max(value) FROM meta WHERE key GLOB 'unfinished *')"));
  if (!query->executeStep()) return std::nullopt;
  UnfinishedRecord record;
  record.run = run_of(*query);
  if (!record.run.ended)
    record.run.in_memory = static_cast<std::uint64_t>(database_.meta(kInMemory));
  Use later(database_.prepare(
      "SELECT 1 FROM runs WHERE number > ? AND command = ? AND seconds >= 0 LIMIT 1"));
  later->bind(1, record.run.number);
  later->bind(2, record.run.command);
  record.is_last = !later->executeStep();
  record.copied = database_.meta(kCopied) == record.run.number;
  record.under_way = !record.run.ended && database_.meta(kUnderWay) == record.run.number;
  return record;
}

std::vector<RejectedRecord> RunLog::rejected(std::size_t n) const {
  database_.require_sound("rejected");
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

std::vector<std::pair<std::string, std::uint64_t>> RunLog::most_rejected(std::size_t n) const {
  Use query(
      database_.prepare("SELECT name, rejected FROM inputs WHERE rejected > 0"
                        " ORDER BY rejected DESC, name LIMIT ?"));
  query->bind(1, static_cast<std::int64_t>(n));
  std::vector<std::pair<std::string, std::uint64_t>> result;
  while (query->executeStep())
    result.emplace_back(query->getColumn(0).getString(),
                        static_cast<std::uint64_t>(query->getColumn(1).getInt64()));
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

std::int64_t RunLog::begin_run(const std::string& command, Timestamp started,
                               const std::vector<std::string>& paths) {
  const std::int64_t number = database_.meta("run") + 1;  // never given twice
  database_.set_meta("run", number);
  Use insert(database_.prepare(
      "INSERT INTO runs(number, command, started, seconds, added, updated, unchanged, rejected)"
      " VALUES(?, ?, ?, ?, 0, 0, 0, 0)"));
  insert->bind(1, number);
  insert->bind(2, command);
  insert->bind(3, static_cast<std::int64_t>(started));
  insert->bind(4, -kLeastSeconds);
  insert->exec();
  const std::vector<std::string> kept = kept_paths(paths);
  for (const std::string& path : kept)
    database_.set_meta(unfinished_key(command) + "\n" + path, number);
  if (kept.empty()) database_.set_meta(unfinished_key(command), number);
  database_.set_meta(kUnderWay, number);
  return number;
}

void RunLog::note_run(const RunRecord& run) {
  Use update(
      database_.prepare("UPDATE runs SET seconds = ?, added = ?, updated = ?, unchanged = ?,"
                        " rejected = ? WHERE number = ?"));
  update->bind(1, run.ended ? run.seconds : -std::max(run.seconds, kLeastSeconds));
  update->bind(2, static_cast<std::int64_t>(run.added));
  update->bind(3, static_cast<std::int64_t>(run.updated));
  update->bind(4, static_cast<std::int64_t>(run.unchanged));
  update->bind(5, static_cast<std::int64_t>(run.rejected));
  update->bind(6, run.number);
  update->exec();
  if (static_cast<std::uint64_t>(database_.meta(kInMemory)) != run.in_memory)
    database_.set_meta(kInMemory, static_cast<std::int64_t>(run.in_memory));
}

void RunLog::end_run(const RunRecord& run, bool stopped, const std::vector<std::string>& paths) {
  note_run(run);
  none_under_way();
  if (!stopped) forget_run(run.command, paths);
}

void RunLog::forget_run(const std::string& command, const std::vector<std::string>& paths) {
  const std::string bare = unfinished_key(command), begin = bare + "\n";
  std::vector<std::string> done;
  {
    const std::vector<std::string> kept = kept_paths(paths);
    Use query(database_.prepare("SELECT key FROM meta WHERE key GLOB 'unfinished *'"));
    while (query->executeStep()) {
      const std::string key = query->getColumn(0).getString();
      if (key == bare) done.push_back(key);
      if (!key.starts_with(begin)) continue;
      const std::string path = key.substr(begin.size());
      std::error_code error;
      if (!std::filesystem::exists(path, error) ||  // what is gone cannot be read any more
          std::ranges::any_of(kept, [&](const auto& folder) { return lies_in(path, folder); }))
        done.push_back(key);
    }
  }
  for (const std::string& key : done) database_.forget_meta(key);
}

void RunLog::none_under_way() {
  if (database_.meta(kUnderWay) != 0) database_.forget_meta(kUnderWay);
}

void RunLog::mark_copied() {
  if (const auto record = unfinished()) database_.set_meta(kCopied, record->run.number);
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
