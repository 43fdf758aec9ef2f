// SPDX-License-Identifier: GPL-2.0-or-later
#include "subprocess.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "error.h"

namespace dateline::indexing {
namespace {

constexpr char kResult = 'r', kError = 'e';

/// The child's side: writes a letter for the kind of result, then the result.
[[noreturn]] void work_and_exit(const std::function<std::string()>& work, int to) {
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT}) ::signal(fault, SIG_DFL);
  std::string answer;
  try {
    answer = kResult + work();
  } catch (const Error& e) {
    answer = std::string(1, kError).append(e.what()).append(1, '\0').append(e.hint());
  } catch (...) {
    std::abort();
  }
  for (std::size_t sent = 0; sent < answer.size();) {
    const ssize_t n = ::write(to, answer.data() + sent, answer.size() - sent);
    if (n < 0 && errno != EINTR) break;
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
  ::_exit(0);
}

std::string read_all(int from) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t n = ::read(from, buffer, sizeof buffer);
    if (n == 0 || (n < 0 && errno != EINTR)) return text;
    if (n > 0) text.append(buffer, static_cast<std::size_t>(n));
  }
}

}  // namespace

SubprocessResult run_in_subprocess(const std::function<std::string()>& work) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw Error(fmt::format("no pipe can be made: {}", std::strerror(errno)));
  const pid_t child = ::fork();
  if (child < 0) throw Error(fmt::format("no process can be started: {}", std::strerror(errno)));
  if (child == 0) {
    ::close(ends[0]);
    work_and_exit(work, ends[1]);
  }
  ::close(ends[1]);
  std::string answer = read_all(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return {"", WTERMSIG(status)};
  if (answer.empty()) return {"", SIGABRT};
  if (answer.front() == kResult) return {answer.substr(1), 0};
  const std::size_t end = answer.find('\0');
  throw Error(answer.substr(1, end - 1), answer.substr(end + 1));
}

}  // namespace dateline::indexing
