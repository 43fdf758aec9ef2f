// SPDX-License-Identifier: GPL-2.0-or-later
#include "writer_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>

#include "dates/dates.h"
#include "error.h"
#include "system/archive_files.h"
#include "system/system_error.h"
#include "text/printable_text.h"
#include "text/url.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kCommandBytes = 100, kOwnerBytes = 300;

/// The command line of this process, shortened.
std::string own_command() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::string words{std::istreambuf_iterator<char>(file), {}};
  while (words.ends_with('\0')) words.pop_back();
  std::string line;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find('\0', at), words.size());
    line += (at == 0 ? "" : " ") + masked_url(words.substr(at, end - at));
    at = end + 1;
  }
  std::string command = printable_text(line.substr(line.find_last_of('/', line.find(' ')) + 1));
  if (command.size() <= kCommandBytes) return command;
  std::size_t end = kCommandBytes;
  while ((command[end] & 0xc0) == 0x80) --end;  // cuts between two characters
  return command.substr(0, end) + "...";
}

/// The holder of the lock: process number, start, command; "" if it has written nothing yet.
std::string owner_of(int file) {
  std::string text(kOwnerBytes, '\0');
  const ssize_t size = ::pread(file, text.data(), text.size(), 0);
  text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return printable_text(text);
}

[[noreturn]] void throw_locked(int file, std::chrono::milliseconds waited) {
  const std::string owner = owner_of(file);
  const char* const hint = waited.count() == 0
                               ? "wait until it has finished, or let this wait: --wait SECONDS"
                               : "wait until it has finished, then run this again";
  throw Error(
      fmt::format("another writer holds the index{}{}", owner.empty() ? "" : ": process ", owner),
      hint, ErrorCode::locked);
}

}  // namespace

WriterLock::WriterLock(const std::filesystem::path& folder, std::chrono::milliseconds wait) {
  constexpr std::chrono::milliseconds kPause{50};
  const std::filesystem::path path = lock_file(folder);
  const auto end = std::chrono::steady_clock::now() + wait;
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (file_ < 0 && errno == ELOOP)
    throw Error(fmt::format("{} is a link, and nothing is written through it", path.string()),
                "remove it: the file of the lock lies in the archive itself");
  if (file_ < 0) throw system_error(fmt::format("{} cannot be opened", path.string()), errno);
  try {
    while (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR) continue;
      if (errno != EWOULDBLOCK)
        throw system_error(fmt::format("{} cannot be locked", path.string()), errno);
      if (std::chrono::steady_clock::now() >= end) throw_locked(file_, wait);
      std::this_thread::sleep_for(kPause);
    }
  } catch (...) {
    ::close(file_);
    throw;
  }
  // A second lock on the same file, which readers can look at without taking one.
  struct flock seen {};
  seen.l_type = F_WRLCK;
  seen.l_whence = SEEK_SET;
  if (::fcntl(file_, F_OFD_SETLK, &seen) != 0) {
    // A file system without such locks: readers take a run under way for one that has died.
  }
  const std::string owner =
      fmt::format("{}, since {}, {}\n", ::getpid(), format_timestamp(now()), own_command());
  if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, owner.data(), owner.size(), 0) < 0) {
    // Then messages of other processes do not name the holder.
  }
}

WriterLock::~WriterLock() {
  if (::ftruncate(file_, 0) != 0) {
    // The holder's name stays in the file until the next holder overwrites it.
  }
  ::close(file_);
}

}  // namespace dateline::indexing
