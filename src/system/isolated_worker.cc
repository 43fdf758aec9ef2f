// SPDX-License-Identifier: GPL-2.0-or-later
#include "isolated_worker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <new>

#include "error.h"
#include "system_error.h"

namespace dateline {
namespace {

constexpr char kAnswer = 'a', kError = 'e', kNoMemory = 'm';
constexpr std::uint64_t kLongestAnswer = std::uint64_t{1} << 30;

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool send_message(int socket, std::string_view bytes) {
  const std::uint64_t size = bytes.size();
  char head[sizeof size];
  std::memcpy(head, &size, sizeof size);
  return send_all(socket, {head, sizeof head}) && send_all(socket, bytes);
}

using Clock = std::chrono::steady_clock;

/// Reads `size` bytes; false at the end of the stream, and when the time is over.
bool receive(int socket, char* buffer, std::size_t size, Clock::time_point until) {
  while (size > 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd waiting{socket, POLLIN, 0};
    const int ready =
        ::poll(&waiting, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
    if (ready < 0 && errno != EINTR) return false;
    if (ready <= 0) {
      if (Clock::now() >= until) return false;
      continue;
    }
    const ssize_t n = ::recv(socket, buffer, size, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    buffer += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool receive_message(int socket, std::string& bytes, Clock::time_point until) {
  std::uint64_t size = 0;
  char head[sizeof size];
  if (!receive(socket, head, sizeof head, until)) return false;
  std::memcpy(&size, head, sizeof size);
  if (size > kLongestAnswer) return false;
  bytes.resize(size);
  return receive(socket, bytes.data(), bytes.size(), until);
}

/// Bytes of addresses that this process has mapped.
std::uint64_t mapped_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t pages = 0;
  statm >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void set_limit(__rlimit_resource resource, std::uint64_t soft, std::uint64_t hard) {
  const rlimit limit{soft, hard};
  ::setrlimit(resource, &limit);
}

void limit_memory(std::uint64_t memory) {
  constexpr std::uint64_t kSanitized = std::uint64_t{1} << 40;  // sanitizers map terabytes
  const std::uint64_t mapped = mapped_bytes();
  if (mapped < kSanitized) set_limit(RLIMIT_AS, mapped + memory, mapped + memory);
  set_limit(RLIMIT_CORE, 0, 0);
  set_limit(RLIMIT_FSIZE, 0, 0);
}

/// Another so many seconds of the processor.
void allow_seconds(unsigned seconds) {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto spent = static_cast<std::uint64_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
  set_limit(RLIMIT_CPU, spent + seconds + 1, RLIM_INFINITY);
}

/// What a parser has no need of: other processes, connections, changes of files.
const int kForbidden[] = {SCMP_SYS(socket),
                          SCMP_SYS(connect),
                          SCMP_SYS(bind),
                          SCMP_SYS(listen),
                          SCMP_SYS(accept),
                          SCMP_SYS(accept4),
                          SCMP_SYS(execve),
                          SCMP_SYS(execveat),
                          SCMP_SYS(fork),
                          SCMP_SYS(vfork),
                          SCMP_SYS(ptrace),
                          SCMP_SYS(creat),
                          SCMP_SYS(unlink),
                          SCMP_SYS(unlinkat),
                          SCMP_SYS(rename),
                          SCMP_SYS(renameat),
                          SCMP_SYS(renameat2),
                          SCMP_SYS(mkdir),
                          SCMP_SYS(mkdirat),
                          SCMP_SYS(rmdir),
                          SCMP_SYS(link),
                          SCMP_SYS(linkat),
                          SCMP_SYS(symlink),
                          SCMP_SYS(symlinkat),
                          SCMP_SYS(truncate),
                          SCMP_SYS(ftruncate),
                          SCMP_SYS(chmod),
                          SCMP_SYS(fchmod),
                          SCMP_SYS(fchmodat),
                          SCMP_SYS(chown),
                          SCMP_SYS(fchown),
                          SCMP_SYS(lchown),
                          SCMP_SYS(fchownat),
                          SCMP_SYS(mknod),
                          SCMP_SYS(mknodat),
                          SCMP_SYS(mount),
                          SCMP_SYS(bpf),
                          SCMP_SYS(process_vm_readv),
                          SCMP_SYS(process_vm_writev),
                          SCMP_SYS(kill),
                          SCMP_SYS(userfaultfd),
                          SCMP_SYS(perf_event_open),
                          SCMP_SYS(keyctl)};

/// From here on: no program, no process, no connection, no file but to read. Without seccomp in the
/// kernel the limits alone hold.
void forbid_system_calls() {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (filter == nullptr) return;
  const std::uint32_t refused = SCMP_ACT_ERRNO(EPERM);
  for (const int call : kForbidden) seccomp_rule_add(filter, refused, call, 0);
  for (const int mode : {O_WRONLY, O_RDWR}) {
    const auto writes = [&](unsigned argument) {
      return scmp_arg_cmp{argument, SCMP_CMP_MASKED_EQ, O_ACCMODE, static_cast<scmp_datum_t>(mode)};
    };
    seccomp_rule_add(filter, refused, SCMP_SYS(open), 1, writes(1));
    seccomp_rule_add(filter, refused, SCMP_SYS(openat), 1, writes(2));
  }
  // A thread is allowed, a process is not. openat2 and clone3 hide their flags.
  seccomp_rule_add(filter, refused, SCMP_SYS(clone), 1,
                   scmp_arg_cmp{0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0});
  seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
  seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0);
  seccomp_load(filter);
  seccomp_release(filter);
}

/// The signals of a terminal are the parent's to answer; faults end the child.
void reset_signals() {
  for (const int ignored : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXFSZ})
    ::signal(ignored, SIG_IGN);
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL, SIGXCPU})
    ::signal(fault, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace

IsolatedWorker::IsolatedWorker(Work work, const WorkerLimits& limits)
    : work_(work), limits_(limits) {}

IsolatedWorker::~IsolatedWorker() { stop(); }

void IsolatedWorker::start() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw system_error("no connection to a parser can be made", errno);
  const pid_t child = ::fork();
  if (child < 0) {
    const int reason = errno;
    ::close(ends[0]);
    ::close(ends[1]);
    throw system_error("no process for a parser can be started", reason);
  }
  if (child == 0) serve(ends[1]);
  ::close(ends[1]);
  child_ = child;
  socket_ = ends[0];
}

/// The child's side. It keeps no file of the parent's open, and ends with the connection.
void IsolatedWorker::serve(int socket) {
  reset_signals();
  constexpr int kSocket = 3;
  // What libraries print goes nowhere, nor what this process has not yet printed.
  if (const int nowhere = ::open("/dev/null", O_RDWR); nowhere >= 0)
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
      ::dup2(nowhere, standard);
  if (socket != kSocket) ::dup2(socket, kSocket);
  ::close_range(kSocket + 1, ~0U, 0);
  limit_memory(limits_.memory);
  forbid_system_calls();
  std::string request;
  const auto never = Clock::now() + std::chrono::hours(24 * 365);
  while (receive_message(kSocket, request, never)) {
    allow_seconds(limits_.cpu_seconds);
    std::string answer;
    try {
      answer = kAnswer + work_(request);
    } catch (const Error& e) {
      answer = std::string(1, kError).append(e.what()).append(1, '\0').append(e.hint());
    } catch (const std::bad_alloc&) {
      answer = kNoMemory;
    } catch (...) {
      std::abort();
    }
    request = {};
    if (!send_message(kSocket, answer)) break;
  }
  ::_exit(0);
}

void IsolatedWorker::stop() {
  if (child_ < 0) return;
  ::close(socket_);
  ::kill(child_, SIGKILL);
  while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
  child_ = socket_ = -1;
}

/// Says why a child gave no answer.
void IsolatedWorker::fail(int status) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
    throw Error(fmt::format("parsing it takes more than {} seconds", limits_.cpu_seconds));
  if (WIFSIGNALED(status))
    throw Error(fmt::format("the parser was ended by it ({})", ::strsignal(WTERMSIG(status))));
  throw Error("the parser gave it up");  // as libraries do that find no memory
}

std::string IsolatedWorker::ask(std::string_view request) {
  const std::lock_guard lock(mutex_);
  if (child_ < 0) start();
  std::string answer;
  const auto until = Clock::now() + std::chrono::seconds(limits_.wall_seconds);
  const bool answered =
      send_message(socket_, request) && receive_message(socket_, answer, until) && !answer.empty();
  if (!answered) {
    int status = 0;
    const bool late = Clock::now() >= until;
    if (late) ::kill(child_, SIGKILL);
    ::close(socket_);
    while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    child_ = socket_ = -1;
    if (late) throw Error(fmt::format("parsing it takes more than {} s", limits_.wall_seconds));
    fail(status);
  }
  if (answer.front() == kAnswer) return answer.substr(1);
  if (answer.front() == kNoMemory) throw Error("parsing it takes too much memory");
  const std::size_t end = answer.find('\0');
  throw Error(answer.substr(1, end - 1), end == std::string::npos ? "" : answer.substr(end + 1));
}

}  // namespace dateline
