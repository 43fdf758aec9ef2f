// SPDX-License-Identifier: GPL-2.0-or-later
#include "filter_program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "error.h"
#include "system_error.h"

namespace dateline {
namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

/// The bytes as a file that has no name.
int file_of(std::string_view bytes) {
  const int file = ::memfd_create("dateline-filter", MFD_CLOEXEC);
  if (file < 0) throw system_error("no file for a filter can be made", errno);
  while (!bytes.empty()) {
    const ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const int reason = errno;
      ::close(file);
      throw system_error("a file for a filter cannot be written", reason);
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  ::lseek(file, 0, SEEK_SET);
  return file;
}

void forbid_network() {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (filter == nullptr) return;
  for (const int family : {AF_INET, AF_INET6, AF_NETLINK, AF_PACKET})
    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
                     scmp_arg_cmp{0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(family), 0});
  seccomp_load(filter);
  seccomp_release(filter);
}

/// The child's side.
[[noreturn]] void run(const std::string& command, int input, int output,
                      const FilterLimits& limits) {
  ::setpgid(0, 0);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0)
    ::dup2(nowhere, STDERR_FILENO);
  ::close_range(3, ~0U, 0);
  const auto limit = [](__rlimit_resource resource, std::uint64_t value) {
    const rlimit both{value, value};
    ::setrlimit(resource, &both);
  };
  limit(RLIMIT_AS, limits.memory);
  limit(RLIMIT_CPU, limits.cpu_seconds);
  limit(RLIMIT_CORE, 0);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(signal, SIG_DFL);
  if (!limits.network) forbid_network();
  ::execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
  constexpr int kNotFound = 127;
  ::_exit(kNotFound);
}

/// Reads until the end. Absent when the limit or the time is over.
enum class Reading { complete, too_long, too_late };
Reading read_output(int from, const FilterLimits& limits, std::string& text) {
  const auto until = Clock::now() + std::chrono::seconds(limits.wall_seconds);
  char buffer[64 * 1024];
  for (;;) {
    pollfd waiting{from, POLLIN, 0};
    constexpr int kPause = 200;  // milliseconds
    const int ready = ::poll(&waiting, 1, kPause);
    if (Clock::now() >= until) return Reading::too_late;
    if (ready <= 0) continue;
    const ssize_t n = ::read(from, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return Reading::complete;
    text.append(buffer, static_cast<std::size_t>(n));
    if (text.size() > limits.output) return Reading::too_long;
  }
}

}  // namespace

std::string run_filter(const std::string& command, std::string_view bytes,
                       const FilterLimits& limits) {
  const Descriptor input(file_of(bytes));
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("no pipe can be made", errno);
  Descriptor from(ends[0]), to(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) throw system_error("no process can be started", errno);
  if (child == 0) run(command, input.get(), to.get(), limits);
  to.close();
  std::string text;
  const Reading reading = read_output(from.get(), limits, text);
  if (reading != Reading::complete) {
    ::kill(-child, SIGKILL);
    ::kill(child, SIGKILL);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (reading == Reading::too_long)
    throw Error(fmt::format("{} prints more than {} MB", limits.name, limits.output >> 20));
  if (reading == Reading::too_late)
    throw Error(fmt::format("{} takes more than {} seconds", limits.name, limits.wall_seconds));
  if (WIFSIGNALED(status))
    throw Error(fmt::format("{} was ended by a signal ({})", limits.name, WTERMSIG(status)));
  if (const int code = WEXITSTATUS(status); code != 0)
    throw Error(fmt::format("{} failed with exit code {}: {}", limits.name, code, command));
  return text;
}

}  // namespace dateline
