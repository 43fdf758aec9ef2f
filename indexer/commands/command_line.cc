// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <csignal>
#include <thread>

#include "cli/program.h"
#include "commands.h"
#include "dates/dates.h"
#include "error.h"
#include "readers/field_map.h"
#include "readers/format.h"
#include "system/archive_files.h"
#include "text/analyzer.h"
#include "text/printable_text.h"
#include "text/url.h"

namespace dateline::indexing {
namespace {

std::atomic<int> stop_signal{0};

/// The first signal asks for an orderly stop, the next one ends the program at once.
extern "C" void request_stop(int signal) {
  stop_signal = signal;
  stop_requested = true;
  for (const int next : {SIGINT, SIGTERM, SIGHUP}) std::signal(next, SIG_DFL);
}

/// Arguments such as title=data.headline.
void read_map(CommandLine& line) {
  for (const std::string& pair : line.map) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
      throw Error(fmt::format("--map {} is not FIELD=KEY", pair),
                  "for example: --map title=headline");
    line.read.map[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  mapped_keys(line.read);  // throws for a field no article has
}

/// Arguments such as doc='antiword -'.
void read_filters(CommandLine& line) {
  for (const std::string& pair : line.filter) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
      throw Error(fmt::format("--filter {} is not KIND=COMMAND", pair),
                  "for example: --filter doc='antiword -'");
    line.read.filters[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
}

}  // namespace

std::atomic<bool> stop_requested{false};

void stop_on_signals() {
  struct sigaction action {
  }, before{};
  action.sa_handler = &request_stop;  // without SA_RESTART, so that a waiting call is interrupted
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    ::sigaction(signal, nullptr, &before);
    if (signal == SIGHUP && before.sa_handler == SIG_IGN) continue;  // nohup
    ::sigaction(signal, &action, nullptr);
  }
}

int stopped_exit() { return 128 + stop_signal.load(); }

CommandLine::CommandLine() : jobs(std::max(1U, std::thread::hardware_concurrency())) {}

Resources CommandLine::resources() const {
  constexpr std::uint64_t kLeast = 16 << 20;
  const std::uint64_t bytes = parse_size(memory);
  if (bytes < kLeast) throw Error("--memory must be at least 16M");
  if (jobs < 1 || jobs > 1024) throw Error("--jobs must be between 1 and 1024");
  if (!(wait >= 0 && wait <= 1e6)) throw Error("--wait takes a number of seconds");
  return {jobs, bytes, std::chrono::milliseconds(static_cast<std::int64_t>(wait * 1000))};
}

void check_read_options(CommandLine& line) {
  if (!(line.read.max_seconds >= 0)) throw Error("--max-seconds takes a number of seconds");
  read_map(line);
  read_filters(line);
  if (line.read.format != "auto") find_format(line.read.format);  // throws for none
  if (!line.read.timezone.empty() && !known_zone(line.read.timezone))
    throw Error(fmt::format("there is no time zone \"{}\"", line.read.timezone),
                "give an IANA name such as Europe/Berlin, or an offset such as +02:00");
  if (!line.read.language.empty()) {
    const std::string code = normal_language(line.read.language);
    if (code.empty())
      throw Error(fmt::format("there is no language \"{}\"", line.read.language),
                  "give an ISO 639-1 code such as en, de or ar");
    line.read.language = code;
  } else {
    line.read.language = "en";
  }
}

void RejectionTeller::tell(const std::string& where, const Rejection& rejection) {
  constexpr std::uint64_t kTold = 20;
  constexpr std::size_t kReasons = 10;
  if (quiet_) return;
  if (++told_ > kTold) {
    const bool has_room = further_.size() < kReasons || further_.contains(rejection.reason);
    ++(has_room ? further_[rejection.reason] : others_);
    return;
  }
  const std::string hint = rejection.hint.empty() ? "" : " (" + rejection.hint + ")";
  fmt::print(stderr, "rejected: {}\n",
             printable_text(fmt::format("{}: {}{}", where, rejection.reason, hint)));
}

void RejectionTeller::summarise() {
  for (const auto& [reason, count] : further_)
    fmt::print(stderr, "rejected: {} more: {}\n", count, printable_text(reason));
  if (others_ != 0) fmt::print(stderr, "rejected: {} more for other reasons\n", others_);
  *this = RejectionTeller(quiet_);
}

void require_archive(const CommandLine& line) {
  if (!std::filesystem::exists(catalog_file(line.index))) throw no_archive_at(line.index);
}

std::string shown_input(const std::string& name) {
  return is_http_url(name) ? masked_url(name) : name;
}

std::string withheld_line(std::uint64_t withheld) {
  return fmt::format("{} withheld or cancelled by their source: kept, not shown", withheld);
}

std::string undated_line(std::uint64_t undated, std::uint64_t unreadable, std::uint64_t ambiguous) {
  std::string line = fmt::format("{} without a date", undated);
  if (unreadable != ambiguous)
    line += fmt::format(", {} of them with one nobody can read", unreadable - ambiguous);
  if (ambiguous != 0)
    line += fmt::format(", {} of them with one that can be read two ways", ambiguous);
  return line;
}

std::uint64_t folder_size(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error))
    if (entry.is_regular_file(error)) bytes += entry.file_size(error);
  return bytes;
}

}  // namespace dateline::indexing
