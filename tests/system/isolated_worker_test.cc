// SPDX-License-Identifier: GPL-2.0-or-later
// The process that parses files of strangers: what it may not do, and what is left when it dies.
#include "system/isolated_worker.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "error.h"

using namespace dateline;

namespace {

std::string crash() {
  ::raise(SIGSEGV);
  return {};
}

std::string loop() {
  const volatile bool go_on = true;
  while (go_on) {
  }
  return {};
}

std::string fill_memory() {
  std::vector<std::string> pieces;
  for (;;) pieces.emplace_back(std::size_t{64} << 20, 'x');
}

std::string answer(std::string_view request) {
  if (request == "crash") return crash();
  if (request == "loop") return loop();
  if (request == "memory") return fill_memory();
  if (request == "error") throw Error("it is broken", "mend it");
  if (request == "socket") return ::socket(AF_INET, SOCK_STREAM, 0) < 0 ? "refused" : "open";
  if (request == "write")
    return ::open("/tmp/dateline-worker", O_WRONLY | O_CREAT, 0600) < 0 ? "refused" : "open";
  if (request == "read") return ::open("/proc/self/status", O_RDONLY) < 0 ? "refused" : "open";
  if (request == "process") return std::to_string(::getpid());
  return std::string(request) + "!";
}

std::string reason(IsolatedWorker& worker, std::string_view request) {
  try {
    return worker.ask(request);
  } catch (const Error& error) {
    return std::string("error: ") + error.what();
  }
}

}  // namespace

TEST_CASE("isolated worker: one process answers request after request, another when it died") {
  IsolatedWorker worker(answer);
  CHECK(worker.ask("a") == "a!");
  const std::string first = worker.ask("process");
  CHECK(first != std::to_string(::getpid()));
  CHECK(worker.ask("process") == first);
  CHECK(reason(worker, "error") == "error: it is broken");
  CHECK(worker.ask("process") == first);
  CHECK(reason(worker, "crash").starts_with("error: the parser was ended by it"));
  CHECK(worker.ask("process") != first);
  const std::string large(std::size_t{3} << 20, 'y');
  CHECK(worker.ask(large) == large + "!");
}

TEST_CASE("isolated worker: it opens no connection and no file but to read") {
  IsolatedWorker worker(answer);
  CHECK(worker.ask("read") == "open");
  CHECK(worker.ask("socket") == "refused");
  CHECK(worker.ask("write") == "refused");
}

TEST_CASE("isolated worker: time and memory have an end") {
  WorkerLimits limits;
  limits.cpu_seconds = 1;
  limits.memory = std::uint64_t{256} << 20;
  IsolatedWorker worker(answer, limits);
  CHECK(reason(worker, "loop") == "error: parsing it takes more than 1 seconds");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(reason(worker, "memory") == "error: parsing it takes too much memory");
#endif
  CHECK(worker.ask("a") == "a!");
}
