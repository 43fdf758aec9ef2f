// SPDX-License-Identifier: GPL-2.0-or-later
// Runs the programs as a user does, with an environment and separate outputs, for tests of the
// programs from outside. The result says how the program ended. It knows no archives.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace dateline {

using Environment = std::map<std::string, std::string>;

struct Finished {
  std::string out, err;
  int exit_code = -1;  // -1 = ended by `signal`
  int signal = 0;
  std::int64_t peak_memory = 0;  // bytes resident at most
};

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::filesystem::path program(const std::string& name) {
  return std::filesystem::path(DATELINE_PROGRAMS) / name;
}

/// A program that runs beside the test. Killed when nobody waited for it.
class Process {
 public:
  /// `outputs` is a folder for its files out and err. Empty `folder`: where the test runs.
  Process(std::vector<std::string> arguments, const Environment& environment,
          const std::filesystem::path& outputs, const std::filesystem::path& folder = {})
      : out_(outputs / "out"), err_(outputs / "err") {
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("fork failed");
    if (pid_ > 0) return;
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    if (!folder.empty() && ::chdir(folder.c_str()) != 0) ::_exit(126);
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    ::execv(words.front(), words.data());
    ::_exit(127);
  }
  ~Process() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t number() const { return pid_; }  // -1 once it has ended

  bool running() {
    if (pid_ > 0 && ::wait4(pid_, &status_, WNOHANG, &usage_) == pid_) pid_ = -1;
    return pid_ > 0;
  }

  Finished wait() {
    if (pid_ > 0) ::wait4(pid_, &status_, 0, &usage_);
    pid_ = -1;
    Finished finished{file_text(out_), file_text(err_), -1, 0, usage_.ru_maxrss * 1024};
    if (WIFEXITED(status_)) finished.exit_code = WEXITSTATUS(status_);
    if (WIFSIGNALED(status_)) finished.signal = WTERMSIG(status_);
    return finished;
  }

 private:
  static void redirect(const char* path, int flags, int descriptor) {
    const int opened = ::open(path, flags, 0600);
    if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(126);
    ::close(opened);
  }

  std::filesystem::path out_, err_;
  pid_t pid_ = -1;
  int status_ = 0;
  rusage usage_{};
};

}  // namespace dateline
