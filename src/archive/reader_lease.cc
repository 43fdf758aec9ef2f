// SPDX-License-Identifier: GPL-2.0-or-later
#include "reader_lease.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "system/archive_files.h"

namespace dateline {
namespace {

/// Opens the folder of all generations of the index, which carries the lock.
int open_folder(const std::filesystem::path& folder) {
  return ::open(index_folder(folder).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

}  // namespace

ReaderLease::ReaderLease(const std::filesystem::path& folder) : folder_(open_folder(folder)) {
  if (folder_ < 0) return;
  while (::flock(folder_, LOCK_SH) != 0 && errno == EINTR) {
  }
}

ReaderLease::~ReaderLease() {
  if (folder_ >= 0) ::close(folder_);
}

void wait_for_readers(const std::filesystem::path& folder, std::chrono::milliseconds most) {
  constexpr std::chrono::milliseconds kPause{5};
  const int opened = open_folder(folder);
  if (opened < 0) return;
  const auto end = std::chrono::steady_clock::now() + most;
  while (::flock(opened, LOCK_EX | LOCK_NB) != 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(kPause);
  ::close(opened);
}

}  // namespace dateline
