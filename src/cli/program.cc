// SPDX-License-Identifier: GPL-2.0-or-later
#include "program.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <span>
#include <system_error>

#include "error.h"
#include "help_formatter.h"
#include "man_page.h"
#include "shell_completion.h"
#include "standard_output.h"
#include "system/archive_files.h"
#include "system/system_error.h"
#include "text/printable_text.h"
#include "version.h"

namespace dateline {
namespace {

/// Whether the command line asks for one JSON object.
bool wants_json(const CLI::App& app, std::span<char* const> words) {
  const bool has_option = app.get_option_no_throw("--json") != nullptr;
  for (std::size_t i = 1; i < words.size() && std::string_view(words[i]) != "--"; ++i) {
    const std::string_view word = words[i];
    if (has_option ? word == "--json"
                   : word == "--format=json" ||
                         (word == "json" && std::string_view(words[i - 1]) == "--format"))
      return true;
  }
  return false;
}

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : printable_text(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// In the place of the JSON object that the command line asks for.
void print_json_error(std::string_view message, std::string_view hint, int exit_code) {
  fmt::print("{}\n", escape_invisible(fmt::format(
                         R"({{"error":{},"hint":{},"exit_code":{}}})", json_string(message),
                         hint.empty() ? "null" : json_string(hint), exit_code)));
}

int tell(std::string_view message, std::string_view hint, ErrorCode code) {
  std::string told = fmt::format("error: {}\n", printable_lines(message));
  if (!hint.empty()) told += fmt::format("hint: {}\n", printable_lines(hint));
  std::fputs(told.c_str(), stderr);  // if stderr cannot be written, the exit code remains
  return static_cast<int>(code);
}

/// The exit code of a program after writing to standard output failed with this errno (0 = it did
/// not fail).
int told_output(int refused, int exit_code) {
  if (refused == 0 || refused == EPIPE) return exit_code;
  const Error error = system_error("the output cannot be written", refused);
  return tell(error.what(),
              refused == ENOSPC || refused == EDQUOT
                  ? "make room where the output is written, then run this again"
                  : "",
              error.code());
}

/// The arguments, last first. CLI11 takes "[a, b]" for a list of two: a guard before the bracket
/// prevents that, and every option drops it again.
std::vector<std::string> guarded_words(CLI::App& app, int argc, char** argv) {
  constexpr char kGuard = '\x1f';
  const CLI::Validator drop_guard(
      [](std::string& word) {
        if (!word.empty() && word.front() == kGuard) word.erase(0, 1);
        return std::string();
      },
      "");
  for (CLI::App* command : app.get_subcommands({}))
    for (CLI::Option* option : command->get_options()) option->transform(drop_guard);
  for (CLI::Option* option : app.get_options()) option->transform(drop_guard);
  std::vector<std::string> words;
  for (int i = argc - 1; i > 0; --i)
    words.push_back((argv[i][0] == '[' ? std::string(1, kGuard) : std::string()) + argv[i]);
  return words;
}

/// "dateline-indexer add", as far as the command line was understood.
std::string command_name(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app.get_name() : app.get_name() + " " + chosen.front()->get_name();
}

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  if (app.get_require_subcommand_min() == 0 || !app.get_subcommands().empty()) return error.what();
  const auto rest = app.remaining();
  const auto name =
      std::ranges::find_if(rest, [](const std::string& word) { return !word.starts_with('-'); });
  return name == rest.end() ? "a command is missing"
                            : fmt::format("there is no command \"{}\"", *name);
}

/// What to do about it: "-oil" may be a word to leave out.
std::string usage_hint(const CLI::App& app) {
  const std::string help = fmt::format("run: {} --help", command_name(app));
  if (app.get_option_no_throw("query") == nullptr) return help;
  const auto rest = app.remaining();
  const auto word = std::ranges::find_if(rest, [](const std::string& argument) {
    return argument.size() > 2 && argument[0] == '-' && argument[1] != '-';
  });
  if (word == rest.end()) return help;
  return fmt::format("{}; a query that begins with - stands behind --: {} -- '{}'", help,
                     app.get_name(), *word);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/// Xapian's format has no checksums of blocks, so reading a damaged block may end in a fault. This
/// prints a sentence about it. Then the signal ends the program as usual, with its exit status and
/// a core dump.
extern "C" void tell_fault(int signal) {
  constexpr std::string_view kSentence =
      "error: reading the archive ended in a fault: it is damaged, or this program is wrong\n"
      "hint: check the archive with: dateline-indexer verify --deep\n";
  [[maybe_unused]] const auto told = ::write(STDERR_FILENO, kSentence.data(), kSentence.size());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void tell_faults() {
  static char stack[64 << 10];  // the fault may be a full stack
  stack_t other{};
  other.ss_sp = stack;
  other.ss_size = sizeof stack;
  ::sigaltstack(&other, nullptr);
  struct sigaction action {};
  action.sa_handler = &tell_fault;
  action.sa_flags = SA_ONSTACK;
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE}) ::sigaction(fault, &action, nullptr);
}
#else
void tell_faults() {}  // the sanitizer reports more
#endif

/// The archive that a command line names; empty if it names several.
std::filesystem::path archive_of(const CLI::App& app) {
  const CLI::Option* const index = app.get_option_no_throw("--index");
  if (index == nullptr || index->count() > 1) return {};
  return index->count() == 1 ? index->results().front() : default_index().string();
}

/// The same, also as the answer that a program waits for.
int answer_in_json(std::string_view message, std::string_view hint, int exit_code) {
  try {
    print_json_error(message, hint, exit_code);
  } catch (const std::system_error& e) {
    note_output_failure(e.code().value());
  }
  return told_output(flush_standard_output(), exit_code);
}

/// The errno of the write to standard output that ended the program; 0 = something else ended it.
int refused_output(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::system_error& e) {
    if (std::ferror(stdout) == 0) return 0;
    if (e.code().category() == std::generic_category() ||
        e.code().category() == std::system_category())
      note_output_failure(e.code().value());
    return flush_standard_output();
  } catch (...) {
    return 0;
  }
}

int run_and_tell(const CLI::App& app, bool as_json, const std::function<int()>& body) {
  try {
    const int exit_code = body();
    return told_output(flush_standard_output(), exit_code);
  } catch (...) {
    if (const int refused = refused_output(std::current_exception()); refused != 0)
      return told_output(refused, 0);
    const Error error = error_of(std::current_exception(), archive_of(app));
    const int exit_code = tell(error.what(), error.hint(), error.code());
    return as_json ? answer_in_json(error.what(), error.hint(), exit_code) : exit_code;
  }
}

/// Prints the manual page or what completes in a shell. Returns the exit code.
int generate(const CLI::App& app, std::span<const HelpSection> more, std::string_view what) {
  std::string text;
  if (what == "man") text = man_page(app, more, kVersion);
  if (what == "bash") text = bash_completion(app);
  if (what == "zsh") text = zsh_completion(app);
  if (what == "fish") text = fish_completion(app);
  if (text.empty())
    throw Error(fmt::format("\"{}\" cannot be generated", what), "one of: man, bash, zsh, fish");
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace

int run_program(CLI::App& app, std::span<const HelpSection> more, int argc, char** argv,
                const std::function<int()>& body) {
  follow_sqlite();
  tell_faults();
  guard_standard_output();
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away shows as a failed write instead
  lay_out_help(app, more);
  if (argc == 3 && std::string_view(argv[1]) == "--generate")
    return run_and_tell(app, false, [&] { return generate(app, more, argv[2]); });
  const bool as_json = wants_json(app, {argv, static_cast<std::size_t>(argc)});
  std::vector<std::string> words = guarded_words(app, argc, argv);
  try {
    app.parse(std::move(words));
  } catch (const CLI::Success& e) {
    return run_and_tell(app, false, [&] { return app.exit(e); });
  } catch (const CLI::ParseError& e) {
    const std::string sentence = usage_error(app, e), hint = usage_hint(app);
    const int exit_code = tell(sentence, hint, ErrorCode::failed);
    return as_json ? answer_in_json(sentence, hint, exit_code) : exit_code;
  }
  return run_and_tell(app, as_json, body);
}

std::uint64_t parse_size(const std::string& text) {
  std::size_t end = 0;
  double number = -1;
  try {
    number = std::stod(text, &end);
  } catch (const std::exception&) {
    end = 0;
  }
  const std::string unit = text.substr(end);
  double factor = 0;
  if (unit.empty() || unit == "B") factor = 1;
  if (unit == "K" || unit == "k" || unit == "KB" || unit == "KiB") factor = 1024.0;
  if (unit == "M" || unit == "m" || unit == "MB" || unit == "MiB") factor = 1024.0 * 1024;
  if (unit == "G" || unit == "g" || unit == "GB" || unit == "GiB") factor = 1024.0 * 1024 * 1024;
  if (end == 0 || factor == 0 || !(number >= 0) || number * factor > 1e15)
    throw Error(fmt::format("\"{}\" is not a size", text),
                "write it as 512M, 2G or a number of bytes");
  return static_cast<std::uint64_t>(number * factor);
}

std::string human_size(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} bytes", bytes);
  double n = static_cast<double>(bytes);
  const char* const units[] = {"KB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  for (n /= 1000; n >= 1000 && unit < 3; n /= 1000) ++unit;
  return fmt::format("{:.1f} {}", n, units[unit]);
}

}  // namespace dateline
