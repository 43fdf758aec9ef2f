// SPDX-License-Identifier: GPL-2.0-or-later
#include "durable_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

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

/// The system begins to write the file to the disk, so that the flushes of several wait for one
/// another less. Failures are those of the flush.
static void begin_to_write(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  ::sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
  ::close(fd);
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

void sync_contents(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  for (const fs::path& file : files) begin_to_write(file);
  for (const fs::path& file : files) sync_path(file);
  sync_path(folder);
}

void sync_folder(const fs::path& folder) {
  sync_contents(folder);
  sync_parent(folder);
}

}  // namespace dateline
