// SPDX-License-Identifier: GPL-2.0-or-later
// The commands of dateline-indexer and the command line they are given. Each command is a function
// in one of the *_command(s).cc files, which returns the exit code; command_table.h has their names
// and options. Nothing outside this folder includes this.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "alert_commands.h"
#include "ingest/archive_writer.h"
#include "readers/article_reader.h"
#include "saved_commands.h"
#include "system/archive_files.h"
#include "text/counted.h"

namespace dateline::indexing {

using Json = nlohmann::ordered_json;

inline constexpr int kDone = 0, kSomeRejected = 1;
inline constexpr int kUnfinished = 1;  // of verify: nothing is damaged, a run did not finish

/// The options of fetch.
struct FetchCommand {
  bool allow_private = false, force = false, full = false;
  double timeout = 60, pause = 1;  // seconds
  std::string max_size = "32M";
  unsigned parallel = 16;
  std::string user_agent, ca, proxy;
};

/// The options of watch.
struct WatchCommand {
  double every = 2;  // seconds
};

/// The options of remove beside ids.
struct RemoveCommand {
  std::string query, source;
  bool dry_run = false;
};

/// The options of all commands.
struct CommandLine {
  CommandLine();

  std::string index = default_index().string();
  bool quiet = false, json = false;
  std::string progress = "auto";
  unsigned jobs;
  std::string memory = "512M";
  double wait = 0;   // seconds
  std::string mode;  // of files, octal

  std::vector<std::string> paths;  // of add and watch; addresses and files of fetch
  ReadOptions read;
  std::vector<std::string> map, filter;
  std::string id_prefix;
  bool strict = false, dry_run = false, list_skipped = false;

  FetchCommand fetch;
  WatchCommand watch;

  std::vector<std::string> ids;  // of remove
  RemoveCommand remove;

  bool deep = false;             // of verify
  bool forget_versions = false;  // of optimize
  std::string copy;              // where snapshot writes
  std::string xapian;            // where export writes
  std::string sqlite;

  bool calendar = false;             // of status
  std::vector<std::string> sources;  // of its calendar

  SavedCommand saved;  // query and group
  AlertCommand alert;
  DeliverCommand deliver;
  bool deliver_after = false;  // of add, fetch and watch

  Resources resources() const;
};

int add(CommandLine& line);
int fetch_feeds(CommandLine& line);
int watch_folders(CommandLine& line);
int list_formats(CommandLine& line);

int remove_articles(CommandLine& line);
int optimize(CommandLine& line);
int rebuild(CommandLine& line);
int verify_archive(CommandLine& line);
int repair_archive(CommandLine& line);
int snapshot(CommandLine& line);
int export_archive(CommandLine& line);

int saved_query(CommandLine& line);
int source_group(CommandLine& line);

int alert_command(CommandLine& line);
int deliver_command(CommandLine& line);
/// With --deliver: queues and sends what is new. Tells its failures on standard error.
void deliver_afterwards(const CommandLine& line);

int status(CommandLine& line);

// Functions that commands share.

/// Set by SIGINT, SIGTERM and SIGHUP after stop_on_signals() was called. A second signal ends the
/// program at once.
extern std::atomic<bool> stop_requested;
void stop_on_signals();
/// The exit code of a run that a signal stopped: 128 and the signal's number.
int stopped_exit();

/// Checks and completes the options that describe the input: --map, --format, --timezone,
/// --language. Throws Error.
void check_read_options(CommandLine& line);

/// Throws Error when there is no archive. Only commands that add articles create one.
void require_archive(const CommandLine& line);

/// Prints bad records on standard error: the first twenty, and how many more there are for each
/// reason.
class RejectionTeller {
 public:
  explicit RejectionTeller(bool quiet) : quiet_(quiet) {}
  void tell(const std::string& where, const Rejection& rejection);
  /// At the end. Then it begins anew.
  void summarise();

 private:
  bool quiet_;
  std::uint64_t told_ = 0, others_ = 0;
  std::map<std::string, std::uint64_t> further_;  // by reason
};

/// The name of an input as it may be shown: where it is the address of a feed, without secrets.
std::string shown_input(const std::string& name);

/// "2 withheld or cancelled by their source: kept, not shown"
std::string withheld_line(std::uint64_t withheld);
/// "3 without a date, 1 of them with one nobody can read"; `ambiguous` of those have two readings.
std::string undated_line(std::uint64_t undated, std::uint64_t unreadable,
                         std::uint64_t ambiguous = 0);

std::uint64_t folder_size(const std::filesystem::path& folder);

}  // namespace dateline::indexing
