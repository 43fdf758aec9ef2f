// SPDX-License-Identifier: GPL-2.0-or-later
// RunLog: which inputs were read and when, the records that were rejected, and the runs of the
// indexer. Part of a Catalog, which returns it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
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
  std::int64_t number = 0;  // of begin_run; 0 = record_run gives one
  std::string command;
  Timestamp started = 0;
  double seconds = 0;
  std::uint64_t added = 0, updated = 0, unchanged = 0, rejected = 0;
};

class RunLog {
 public:
  explicit RunLog(CatalogDatabase& database) : database_(database) {}

  std::vector<RunRecord> last_runs(std::size_t n) const;
  std::vector<RejectedRecord> rejected(std::size_t n) const;
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

  /// The number of a run, which its articles keep. One that dies leaves only the number.
  std::int64_t begin_run();
  void record_run(const RunRecord& run);
  /// Records the files that the last run did not read, by kind. Replaces those of the run before.
  void record_skipped(const std::map<std::string, std::uint64_t>& files);
  std::map<std::string, std::uint64_t> skipped() const;

 private:
  CatalogDatabase& database_;
};

}  // namespace dateline
