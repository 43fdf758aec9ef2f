// SPDX-License-Identifier: GPL-2.0-or-later
// IsolatedWorker: a child process that answers requests about bytes of strangers. It has limits of
// memory and time, starts no program, opens no file for writing and no connection (seccomp, where
// the kernel has it). If it crashes or takes too long, only that answer is lost: the next request
// starts another child. Used by the parsers of documents. Does not know what is asked.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace dateline {

struct WorkerLimits {
  std::uint64_t memory = std::uint64_t{2} << 30;  // bytes beyond what this process has mapped
  unsigned cpu_seconds = 60;                      // for one request
  unsigned wall_seconds = 600;                    // for one request
};

class IsolatedWorker {
 public:
  /// Runs in the child. What it throws as Error is thrown by ask().
  using Work = std::string (*)(std::string_view request);

  explicit IsolatedWorker(Work work, const WorkerLimits& limits = {});
  /// Ends the child.
  ~IsolatedWorker();
  IsolatedWorker(const IsolatedWorker&) = delete;
  IsolatedWorker& operator=(const IsolatedWorker&) = delete;

  /// The answer of the child, which is started if there is none. Throws Error where the work threw
  /// one, and where the child died or took too long. Threads wait for each other.
  std::string ask(std::string_view request);

 private:
  void start();
  void stop();
  [[noreturn]] void serve(int socket);
  [[noreturn]] void fail(int status);

  const Work work_;
  const WorkerLimits limits_;
  std::mutex mutex_;
  pid_t child_ = -1;
  int socket_ = -1;
};

}  // namespace dateline
