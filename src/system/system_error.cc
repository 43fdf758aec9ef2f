// SPDX-License-Identifier: GPL-2.0-or-later
#include "system_error.h"

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <xapian.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>
#include <string_view>

namespace dateline {
namespace {

constexpr const char* kVerify = "check the archive with: dateline-indexer verify";
constexpr const char* kAfterAll = "run this again: what the archive held is still there";
constexpr const char* kRepair = "run: dateline-indexer repair";

std::atomic<int> refused_to_sqlite{0};  // errno

/// Reads SQLite's log of refused calls: "os_unix.c:LINE: (ERRNO) CALL(FILE) - REASON". SQLite opens
/// a file that it cannot create once more for reading; that the file is missing then is no reason.
void note_refusal(void*, int, const char* message) {
  int line = 0, number = 0;
  if (std::sscanf(message, "os_unix.c:%d: (%d)", &line, &number) == 2 && number != ENOENT)
    refused_to_sqlite = number;
}

std::string hint_for(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return fmt::format("make room on the disk, then {}", kAfterAll);
    case EIO:
      return fmt::format("see what the system reports of the disk, then {}", kAfterAll);
    case EACCES:
    case EPERM:
      return "check the owner and the permissions of the file and its folder";
    case EROFS:
      return "the file system is mounted for reading only";
    case EMFILE:
    case ENFILE:
      return "let more files be open at once: ulimit -n 4096";
    default:
      return {};
  }
}

/// The errno whose text ends a message of Xapian; 0 if there is none.
int refusal_in(const std::string& text) {
  for (const int number : {ENOSPC, EDQUOT, EIO, EACCES, EPERM, EROFS, EMFILE, ENFILE})
    if (text.find(std::strerror(number)) != std::string::npos) return number;
  return 0;
}

/// The Error for a file that a library could not create without giving a reason.
Error unexplained(const std::string& what, const char* words) {
  return Error(fmt::format("{}: {}", what, words),
               fmt::format("see whether the disk is full, fails, or may not be written, then {}",
                           kAfterAll));
}

std::string in_archive(const char* store, const std::filesystem::path& archive) {
  return archive.empty() ? fmt::format("the {} cannot be used", store)
                         : fmt::format("the {} in {} cannot be used", store, archive.string());
}

Error error_of_sqlite(const SQLite::Exception& e, const std::filesystem::path& archive) {
  const int code = e.getErrorCode() & 0xff, refused = refused_to_sqlite;
  if (code == SQLITE_BUSY)
    return Error("another writer holds the catalog",
                 "wait until it has finished, then run this again", ErrorCode::locked);
  if (code == SQLITE_FULL) return system_error(in_archive("catalog", archive), ENOSPC);
  if (code == SQLITE_IOERR)
    return system_error(in_archive("catalog", archive), refused != 0 ? refused : EIO);
  if (code == SQLITE_CANTOPEN && refused != 0)
    return system_error(in_archive("catalog", archive), refused);
  if (code == SQLITE_CANTOPEN) return unexplained(in_archive("catalog", archive), e.what());
  return Error(fmt::format("{}: {}", in_archive("catalog", archive), e.what()),
               code == SQLITE_NOTADB || code == SQLITE_CORRUPT ? kRepair : kVerify);
}

Error error_of_xapian(const Xapian::Error& e, const std::filesystem::path& archive) {
  if (const int refused = refusal_in(e.get_description()); refused != 0)
    return system_error(in_archive("index", archive), refused);
  const std::string_view type = e.get_type();
  if (type == "DatabaseLockError")
    return Error("another writer holds the index",
                 "wait until it has finished, then run this again", ErrorCode::locked);
  if (type == "DatabaseCreateError")
    return unexplained(in_archive("index", archive), e.get_msg().c_str());
  return Error(fmt::format("{}: {}", in_archive("index", archive), e.get_description()), kVerify);
}

}  // namespace

Error system_error(const std::string& what, int error_number) {
  return Error(fmt::format("{}: {}", what, std::strerror(error_number)), hint_for(error_number));
}

Error error_of(const std::exception_ptr& thrown, const std::filesystem::path& archive) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& e) {
    return e;
  } catch (const Xapian::Error& e) {
    return error_of_xapian(e, archive);
  } catch (const SQLite::Exception& e) {
    return error_of_sqlite(e, archive);
  } catch (const std::filesystem::filesystem_error& e) {
    const std::filesystem::path& file = e.path2().empty() ? e.path1() : e.path2();
    return system_error(fmt::format("{} cannot be used", file.string()), e.code().value());
  } catch (const std::bad_alloc&) {
    return Error("out of memory", "give less with --memory or --jobs");
  } catch (const std::exception& e) {
    return Error(e.what());
  }
}

bool is_refusal(const SQLite::Exception& e) {
  const int code = e.getErrorCode() & 0xff;
  if (e.getExtendedErrorCode() == SQLITE_IOERR_SHORT_READ) return false;  // a file that was cut
  return code == SQLITE_FULL || code == SQLITE_IOERR || code == SQLITE_CANTOPEN;
}

void follow_sqlite() { sqlite3_config(SQLITE_CONFIG_LOG, &note_refusal, nullptr); }

}  // namespace dateline
