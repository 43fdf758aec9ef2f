// SPDX-License-Identifier: GPL-2.0-or-later
// RunLog: which inputs were read and when, the records that were rejected, and the runs of the
// indexer. Part of a Catalog, which returns it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "article.h"

namespace dateline {

class CatalogDatabase;

struct InputRecord {
  std::string name, format;
  std::uint64_t size = 0;
  std::int64_t modified = 0;
};

struct RejectedRecord {
  std::string input;  // its name
  std::uint64_t line = 0;
  std::string reason, hint;
};

struct RunRecord {
  std::string command;
  Timestamp started = 0;
  double seconds = 0;  // without an end: until it was last heard of
  std::uint64_t added = 0, updated = 0, unchanged = 0, rejected = 0;
  bool ended = true;  // false: it is under way, or it died
  std::int64_t number = 0;
  std::uint64_t in_memory = 0;  // without an end: articles read that the catalog does not hold yet
};

/// The last run of a command that did not come to the end of its inputs.
struct UnfinishedRecord {
  RunRecord run;           // ended: it was stopped
  bool under_way = false;  // as it said itself; one that died has not taken it back
  bool is_last = true;     // no later run of its command has ended
  bool copied = false;     // it was under way when this copy of the archive was made
};

class RunLog {
 public:
  explicit RunLog(CatalogDatabase& database) : database_(database) {}

  std::vector<RunRecord> last_runs(std::size_t n) const;
  /// The newest run that left inputs unread, as long as no later one of its command has read them.
  std::optional<UnfinishedRecord> unfinished() const;
  std::vector<RejectedRecord> rejected(std::size_t n) const;
  /// The inputs of most bad records, the worst first.
  std::vector<std::pair<std::string, std::uint64_t>> most_rejected(std::size_t n) const;
  std::vector<std::string> inputs_read_since(Timestamp time) const;  // names, oldest first
  /// True when a run read this input, or all members of this archive, and neither its size nor its
  /// time has changed since. False when a change could have been missed.
  bool was_read(const InputRecord& input) const;
  /// The name of an input by its number; "" where there is none.
  std::string input_name(std::int64_t number) const;

  // Within a transaction of the catalog:
  /// Notes an input that is being read, removes the rejections of an earlier reading, and returns
  /// the number of the input.
  std::int64_t begin_input(const InputRecord& input);
  void add_rejected(std::int64_t input, const RejectedRecord& rejected);
  /// Call it when the articles of the input are stored.
  void end_input(std::int64_t input, std::uint64_t articles, std::uint64_t rejected);

  // A run that reads inputs is begun, noted now and then, and ended. One that fails has no end.
  /// Its number, which its articles keep. `paths`: the files and folders it was told to read.
  std::int64_t begin_run(const std::string& command, Timestamp started,
                         const std::vector<std::string>& paths = {});
  void note_run(const RunRecord& so_far);
  /// `stopped`: inputs are left unread. Else what earlier runs of the command left unread is read,
  /// as far as it lies in `paths`.
  void end_run(const RunRecord& run, bool stopped, const std::vector<std::string>& paths = {});
  /// The same of a run that had nothing to read.
  void forget_run(const std::string& command, const std::vector<std::string>& paths = {});
  /// By a writer that has the lock and has begun no run: none is under way.
  void none_under_way();
  /// In a copy: the unfinished run goes on in the archive that was copied.
  void mark_copied();

  /// Records the files that the last run did not read, by kind. Replaces those of the run before.
  void record_skipped(const std::map<std::string, std::uint64_t>& files);
  std::map<std::string, std::uint64_t> skipped() const;

 private:
  CatalogDatabase& database_;
};

}  // namespace dateline
