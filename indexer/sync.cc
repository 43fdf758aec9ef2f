// SPDX-License-Identifier: GPL-2.0-or-later
#include "sync.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "error.h"

namespace dateline {
namespace fs = std::filesystem;

void sync_path(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  int failure = fd < 0 ? errno : 0;
  if (fd >= 0) {
    if (::fsync(fd) != 0) failure = errno;
    ::close(fd);
  }
  if (failure != 0)
    throw Error(fmt::format("cannot flush {} to disk: {}", path.string(), std::strerror(failure)));
}

void sync_parent(const fs::path& path) {
  sync_path(fs::absolute(path / "").parent_path().parent_path());
}

void sync_folder(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file()) sync_path(entry.path());
  sync_path(folder);
  sync_parent(folder);
}

}  // namespace dateline
