// SPDX-License-Identifier: GPL-2.0-or-later
// Opens catalog.db and saved.db: creates them with the given permissions, keeps its log for readers
// that may not create one, and reads without a log if no process can write.
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "catalog_database.h"
#include "error.h"
#include "saved_database.h"
#include "system/archive_files.h"
#include "system/saved_files.h"
#include "system/system_error.h"

namespace dateline {
namespace {

namespace fs = std::filesystem;

constexpr int kBusyMilliseconds = 10'000;
constexpr int kCatalogPage = 8192;  // rows of texts leave a sixth of smaller pages empty
constexpr int kSavedPage = 2048;    // many small tables

/// Refuses an index without a catalog: it belongs to a damaged archive and is no new archive.
void refuse_lost_catalog(const fs::path& folder, const fs::path& file) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  const fs::path terms = index_folder(folder);
  if ((!error && size != 0) || !fs::exists(terms, error) || fs::is_empty(terms, error)) return;
  throw Error(fmt::format("the catalog of {} is {}, but there is an index", folder.string(),
                          fs::exists(file, error) ? "empty" : "missing"),
              "run: dateline-indexer repair");
}

/// Creates an empty file, which is an empty database to SQLite, because SQLite would set other
/// permissions. Never opens an existing file: closing it would release the locks that this process
/// holds on it elsewhere.
void make_file(const fs::path& file) {
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (made >= 0)
    ::close(made);
  else if (errno != EEXIST)
    throw system_error(fmt::format("{} cannot be written", file.string()), errno);
}

void check_readable(const fs::path& folder, const fs::path& file) {
  if (::access(file.c_str(), R_OK) == 0) return;
  if (errno == ENOENT || errno == ENOTDIR) throw no_archive_at(folder);
  throw Error(fmt::format("{} cannot be read: {}", file.string(), std::strerror(errno)),
              "its owner can let others read it: dateline-indexer --mode 640 optimize");
}

/// Whether no process can write. Then the file may be read without its log.
bool is_write_protected(const fs::path& folder, const fs::path& file) {
  struct statvfs system {};
  if (::statvfs(file.c_str(), &system) == 0 && (system.f_flag & ST_RDONLY) != 0) return true;
  constexpr fs::perms kWrite =
      fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
  return (fs::status(folder).permissions() & kWrite) == fs::perms::none &&
         (fs::status(file).permissions() & kWrite) == fs::perms::none;
}

std::string uri_of(const fs::path& file) {
  std::string uri = "file:";
  for (const char c : fs::absolute(file).string())
    if (c == '%' || c == '?' || c == '#')
      uri += fmt::format("%{:02X}", c);
    else
      uri += c;
  return uri + "?immutable=1";
}

/// A reader beside a writer needs the log (the files -wal and -shm). A reader that may not create
/// them uses those that exist.
SQLite::Database open_to_read(const fs::path& folder, const fs::path& file) {
  check_readable(folder, file);
  const fs::path log = log_of(file), memory = log_memory_of(file);
  const bool has_log = fs::exists(log) && fs::exists(memory);
  if (has_log || ::access(folder.c_str(), W_OK) == 0)
    return {file.string(), SQLite::OPEN_READWRITE, kBusyMilliseconds};
  const bool all_in_file = !fs::exists(log) || fs::file_size(log) == 0;
  if (all_in_file && is_write_protected(folder, file))
    return {uri_of(file), SQLite::OPEN_READONLY | SQLite::OPEN_URI, kBusyMilliseconds};
  throw Error(
      fmt::format("the folder {} cannot be written, and {} in it has no log ({}, {}) to read it by",
                  folder.string(), file.filename().string(), log.filename().string(),
                  memory.filename().string()),
      "a user who may write there can create the log: dateline-indexer --index " + folder.string() +
          " status");
}

/// Keeps the log, empty, when the last process closes it, for readers that may not create one.
void keep_log(SQLite::Database& db) {
  int keep = 1;
  sqlite3_file_control(db.getHandle(), "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  db.exec("PRAGMA journal_size_limit = 0");
}

/// A file that has its size of pages keeps it.
SQLite::Database opened_to_write(const fs::path& file, int page_size) {
  SQLite::Database db(file.string(), SQLite::OPEN_READWRITE, kBusyMilliseconds);
  db.exec(fmt::format("PRAGMA page_size = {}; PRAGMA journal_mode = WAL", page_size));
  keep_log(db);
  return db;
}

}  // namespace

SQLite::Database open_saved(const fs::path& folder, bool write) {
  const fs::path file = saved_file(folder);
  if (write) {
    make_file(file);
    return opened_to_write(file, kSavedPage);
  }
  SQLite::Database db = open_to_read(folder, file);
  keep_log(db);
  return db;
}

SQLite::Database open_catalog(const fs::path& folder, Catalog::Mode mode) {
  const fs::path file = catalog_file(folder);
  refuse_lost_catalog(folder, file);
  if (mode == Catalog::Mode::read) {
    SQLite::Database db = open_to_read(folder, file);
    keep_log(db);
    return db;
  }
  if (mode == Catalog::Mode::write)
    make_file(file);
  else
    check_readable(folder, file);
  return opened_to_write(file, kCatalogPage);
}

}  // namespace dateline
