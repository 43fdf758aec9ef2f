// SPDX-License-Identifier: GPL-2.0-or-later
// A fault prints a sentence, and then ends the program as an uncaught one does.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <string>

#include "cli/program.h"

using namespace dateline;

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // the sanitizer tells more
TEST_CASE("a fault: its sentence on stderr, the status of the signal") {
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE}) {
    CAPTURE(fault);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const rlimit no_core{0, 0};
      ::setrlimit(RLIMIT_CORE, &no_core);
      ::dup2(ends[1], STDERR_FILENO);
      CLI::App app;
      char name[] = "program";
      char* words[] = {name, nullptr};
      ::_exit(run_program(app, {}, 1, words, [&] { return std::raise(fault); }));
    }
    ::close(ends[1]);
    std::string told;
    char piece[1024];
    for (ssize_t n = 0; (n = ::read(ends[0], piece, sizeof piece)) > 0;)
      told.append(piece, static_cast<std::size_t>(n));
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(told ==
          "error: reading the archive ended in a fault: it is damaged, or this program is wrong\n"
          "hint: check the archive with: dateline-indexer verify --deep\n");
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == fault);
  }
}
#endif
