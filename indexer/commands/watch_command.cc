// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer watch: the lines it prints while it runs.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <vector>

#include "cli/standard_output.h"
#include "commands.h"
#include "connectors/watch.h"
#include "dates/dates.h"
#include "error.h"
#include "json_out.h"
#include "report.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

Json to_json(const IngestReport& r) {
  Json json = {{"time", format_timestamp(now())}};
  put_counts(json, r);
  json["inputs"] = r.inputs;
  json["skipped"] = r.skipped_files;
  json["cut_fields"] = r.cut_fields;
  return json;
}

/// Whoever starts this program may have files open to write that its child inherits. As long as
/// they are open here too, nobody can tell that they are complete.
void close_inherited_files() {
  std::vector<int> written;
  std::error_code none;
  for (std::filesystem::directory_iterator at("/proc/self/fd", none), end; !none && at != end;
       at.increment(none)) {
    const int file = std::atoi(at->path().filename().c_str());
    struct stat status {};
    const int mode = ::fcntl(file, F_GETFL);
    if (file > STDERR_FILENO && mode >= 0 && (mode & O_ACCMODE) != O_RDONLY &&
        ::fstat(file, &status) == 0 && S_ISREG(status.st_mode))
      written.push_back(file);
  }
  for (const int file : written) ::close(file);
}

}  // namespace

int watch_folders(CommandLine& line) {
  close_inherited_files();
  check_read_options(line);
  if (!(line.watch.every >= 0 && line.watch.every <= 86'400))
    throw Error("--every takes seconds, up to 86400");
  WatchOptions options;
  options.every = std::chrono::milliseconds(static_cast<std::int64_t>(line.watch.every * 1000));
  options.ingest.read = line.read;
  options.ingest.stop = &stop_requested;
  options.ingest.id_prefix = line.id_prefix;
  options.ingest.skipped = [&](const std::string& name, const std::string& kind) {
    if (line.list_skipped && !line.quiet && !kind.empty())
      fmt::print(stderr, "{}\n", printable_text(fmt::format("skipped: {}: {}", name, kind)));
  };
  RejectionTeller teller(line.quiet);
  options.ingest.rejected = [&](const std::string& where, const Rejection& rejection) {
    teller.tell(where, rejection);
  };
  options.committed = [&](const IngestReport& report) {
    teller.summarise();
    const bool skipped = !report.skipped_files.empty();
    if (report.articles() != 0) deliver_afterwards(line);
    if (line.quiet || (report.articles() + report.rejected == 0 && !skipped)) return;
    try {
      if (line.json)
        print_json(to_json(report));
      else
        fmt::print("{} {}{}{}\n", format_timestamp(now()), counts_line(report), skipped ? "  " : "",
                   skipped_files_line(report.skipped_files));
    } catch (const std::system_error& e) {
      note_output_failure(e.code().value());
    }
    // A broken pipe does not end the watch; a full disk does, with an error.
    const int refused = flush_standard_output();
    if (refused == EPIPE) return std::cout.clear();
    if (refused != 0) throw std::system_error(refused, std::generic_category());
  };
  options.told = [&](const std::string& sentence) {
    if (!line.quiet) fmt::print(stderr, "waiting: {}\n", printable_text(sentence));
  };
  stop_on_signals();
  const IngestReport total = watch(line.index, line.resources(), line.paths, options);
  if (line.json)
    print_json(to_json(total));
  else {
    if (!line.quiet && !total.skipped_files.empty())
      fmt::print("{}\n", skipped_files_line(total.skipped_files));
    if (!line.quiet && !total.cut_fields.empty())
      fmt::print("{}\n", cut_fields_line(total.cut_fields));
    fmt::print("{}\n", counts_line(total));
  }
  return kDone;
}

}  // namespace dateline::indexing
