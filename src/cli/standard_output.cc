// SPDX-License-Identifier: GPL-2.0-or-later
#include "standard_output.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <streambuf>
#include <system_error>

namespace dateline {
namespace {

int refused = 0;  // errno of the first write that failed

/// The errno of a failed write that did not keep it: EPIPE for a pipe without a reader, else a
/// failure of the device.
int lost_reason() {
  pollfd output{STDOUT_FILENO, 0, 0};
  return ::poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0 ? EPIPE : EIO;
}

[[noreturn]] void refuse() {
  note_output_failure(errno != 0 ? errno : lost_reason());
  throw std::system_error(refused, std::generic_category(), "the output cannot be written");
}

/// std::cout and fmt::print share the buffer of stdout, so that their order is kept.
class GuardedOutput : public std::streambuf {
 protected:
  std::streamsize xsputn(const char* bytes, std::streamsize size) override {
    errno = 0;
    const auto wanted = static_cast<std::size_t>(size);
    if (std::fwrite(bytes, 1, wanted, stdout) != wanted) refuse();
    return size;
  }
  int_type overflow(int_type c) override {
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    const char byte = traits_type::to_char_type(c);
    xsputn(&byte, 1);
    return c;
  }
  int sync() override {
    errno = 0;
    if (std::fflush(stdout) != 0) refuse();
    return 0;
  }
};

}  // namespace

void guard_standard_output() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor)
    if (::fcntl(descriptor, F_GETFD) < 0) [[maybe_unused]]
      const int opened = ::open("/dev/null", O_RDONLY);  // takes the lowest number
  static auto* const output = new GuardedOutput;  // std::cout is flushed after statics are gone
  std::cout.rdbuf(output);
  std::cout.exceptions(std::ios::badbit);
}

void note_output_failure(int error_number) {
  if (refused == 0) refused = error_number;
}

int flush_standard_output() {
  errno = 0;
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    note_output_failure(errno != 0 ? errno : lost_reason());
  // Some file systems report a full disk or a quota only when a file is closed.
  if (const int copy = ::dup(STDOUT_FILENO); copy >= 0 && ::close(copy) != 0)
    note_output_failure(errno);
  return refused;
}

}  // namespace dateline
