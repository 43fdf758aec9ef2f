// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch.h"

#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <set>
#include <utility>

#include "catalog/run_log.h"
#include "error.h"
#include "folder_events.h"
#include "text/charset.h"

namespace dateline::indexing {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

class Watch {
 public:
  Watch(const fs::path& archive, const Resources& resources,
        const std::vector<std::string>& folders, const WatchOptions& options)
      : archive_(archive),
        resources_(resources),
        options_(options),
        events_({folders.begin(), folders.end()}, archive,
                options.ingest.read.follow_links ? Links::follow : Links::pass_over) {
    // Testing whether a file is being written may raise this signal.
    std::signal(SIGIO, SIG_IGN);
    { const WritableArchive made(archive_, resources_); }  // whatever hinders it shows at once
    resources_.wait = kTurn;
  }

  IngestReport run();

 private:
  static constexpr std::chrono::milliseconds kTurn{500}, kGathering{300}, kLongestWait{500};

  bool stopped() const { return options_.ingest.stop != nullptr && options_.ingest.stop->load(); }
  void look_at_all();
  bool add_files();
  void note(const IngestReport& report);

  const fs::path archive_;
  Resources resources_;
  const WatchOptions& options_;
  FolderEvents events_;
  std::set<std::string> files_;  // to be read
  bool told_of_writer_ = false;
  IngestReport total_;
};

/// Queues all existing files except those that were read and have not changed.
void Watch::look_at_all() {
  std::set<std::string> all;
  events_.scan(all);
  const Catalog catalog(archive_, Catalog::Mode::read);
  std::erase_if(all, [&](const std::string& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 &&
           catalog.runs().was_read(
               {to_utf8(file), "", static_cast<std::uint64_t>(status.st_size), status.st_mtime});
  });
  files_.merge(all);
}

IngestReport Watch::run() {
  look_at_all();
  Clock::time_point due = Clock::now();
  while (!stopped()) {
    const Clock::time_point now = Clock::now();
    if (!files_.empty() && now >= due) {
      due = Clock::now() + (add_files() ? options_.every : kTurn);
      continue;
    }
    const bool idle = files_.empty();
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(due - now);
    events_.wait(idle ? kLongestWait : std::clamp(left, std::chrono::milliseconds(1), kLongestWait),
                 files_);
    if (events_.take_overflow()) look_at_all();
    // Waits for the rest of a burst.
    if (idle && !files_.empty()) due = std::max(due, Clock::now() + kGathering);
  }
  return std::exchange(total_, {});
}

/// False when another writer holds the archive. Then the files stay queued.
bool Watch::add_files() {
  try {
    WritableArchive archive(archive_, resources_);
    told_of_writer_ = false;
    const std::vector<std::string> files(files_.begin(), files_.end());
    IngestOptions options = options_.ingest;
    options.command = "watch";
    const IngestReport report = ingest(
        archive,
        [&](const ReadOptions& read, InputVisitor& visitor, const IngestReport&) {
          read_found_files(events_.roots(), files, read, visitor);
        },
        options);
    files_.clear();
    note(report);
    return true;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::locked) throw;
    if (!std::exchange(told_of_writer_, true) && options_.told) options_.told(error.what());
    return false;
  }
}

void Watch::note(const IngestReport& report) {
  total_ += report;
  if (options_.committed) options_.committed(report);
}

}  // namespace

IngestReport watch(const fs::path& archive, const Resources& resources,
                   const std::vector<std::string>& folders, const WatchOptions& options) {
  return Watch(archive, resources, folders, options).run();
}

}  // namespace dateline::indexing
