// SPDX-License-Identifier: GPL-2.0-or-later
#include "watch.h"

#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <set>
#include <string>
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
        links_(options.ingest.read.follow_links ? Links::follow : Links::pass_over),
        events_({folders.begin(), folders.end()}, archive, links_) {
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
  IngestReport add_found_files();
  bool add_files();
  void read(const std::vector<std::string>& files, const ReadOptions& options,
            InputVisitor& visitor) const;
  void keep_skipped(Catalog& catalog) const;

  const fs::path archive_;
  Resources resources_;
  const WatchOptions& options_;
  const Links links_;
  FolderEvents events_;
  std::set<std::string> files_;                            // to be read
  std::set<std::pair<std::string, std::string>> skipped_;  // names and kinds
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

/// Files that nobody has finished after a while are passed over, as add passes them over.
void Watch::read(const std::vector<std::string>& files, const ReadOptions& options,
                 InputVisitor& visitor) const {
  std::vector<std::string> finished;
  for (const std::string& file : files) {
    if (is_temporary_name(file) && kind_passed_over(file, links_).empty())
      visitor.passed_over(to_utf8(file), kind_by_name(file));
    else
      finished.push_back(file);
  }
  read_found_files(events_.roots(), finished, options, visitor);
}

/// The lock is released when it returns.
IngestReport Watch::add_found_files() {
  WritableArchive archive(archive_, resources_);
  told_of_writer_ = false;
  const std::vector<std::string> files(files_.begin(), files_.end());
  IngestOptions options = options_.ingest;
  options.command = "watch";
  std::map<std::string, std::uint64_t> skipped;
  options.skipped = [&](const std::string& name, const std::string& kind) {
    if (!skipped_.emplace(name, kind).second) return;
    count_skipped(skipped, kind);
    if (options_.ingest.skipped) options_.ingest.skipped(name, kind);
  };
  IngestReport report = ingest(
      archive,
      [&](const ReadOptions& options_of_read, InputVisitor& visitor, const IngestReport&) {
        read(files, options_of_read, visitor);
      },
      options);
  files_.clear();
  const bool any = !std::exchange(report.skipped_files, std::move(skipped)).empty();
  total_ += report;
  if (any) keep_skipped(archive.catalog());
  return report;
}

/// False when another writer holds the archive. Then the files stay queued.
bool Watch::add_files() {
  try {
    const IngestReport report = add_found_files();
    if (options_.committed) options_.committed(report);
    return true;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::locked) throw;
    if (!std::exchange(told_of_writer_, true) && options_.told) options_.told(error.what());
    return false;
  }
}

/// Each file once: the status tells of the watch, not of its last commit.
void Watch::keep_skipped(Catalog& catalog) const {
  catalog.begin();
  catalog.runs().record_skipped(total_.skipped_files);
  catalog.commit();
}

}  // namespace

IngestReport watch(const fs::path& archive, const Resources& resources,
                   const std::vector<std::string>& folders, const WatchOptions& options) {
  return Watch(archive, resources, folders, options).run();
}

}  // namespace dateline::indexing
