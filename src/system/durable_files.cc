// SPDX-License-Identifier: GPL-2.0-or-later
#include "durable_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <cerrno>

#include "system_error.h"

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
    throw system_error(fmt::format("cannot flush {} to disk", path.string()), failure);
}

void write_copy(const fs::path& from, const fs::path& to) {
  constexpr std::size_t kAtOnce = 1 << 30;
  const int in = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
  if (in < 0) throw system_error(fmt::format("{} cannot be read", from.string()), errno);
  const int out = ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  int failure = out < 0 ? errno : 0;
  for (ssize_t size = 1; failure == 0 && size > 0;) {
    size = ::sendfile(out, in, nullptr, kAtOnce);
    if (size < 0) failure = errno;
  }
  if (out >= 0) ::close(out);
  ::close(in);
  if (failure != 0) throw system_error(fmt::format("{} cannot be written", to.string()), failure);
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
