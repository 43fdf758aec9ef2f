// SPDX-License-Identifier: GPL-2.0-or-later
// RunLog: which inputs were read and when, the records that were rejected, and the runs of the
// indexer. Part of a Catalog, which hands it out.
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
  /// True when a run read this input, or the members of this archive, to its end, and neither its
  /// size nor its time has changed since. False where a change could have passed unseen.
  bool was_read(const InputRecord& input) const;

  // Within a transaction of the catalog:
  /// Notes an input that is being read, forgets what an earlier reading of it rejected, and returns
  /// its number.
  std::int64_t begin_input(const InputRecord& input);
  void add_rejected(std::int64_t input, const RejectedRecord& rejected);
  /// Once the articles of the input are stored.
  void end_input(std::int64_t input, std::uint64_t articles, std::uint64_t rejected);

  void record_run(const RunRecord& run);
  /// By kind, the files that the last run did not read. Takes the place of what an earlier run
  /// said.
  void record_skipped(const std::map<std::string, std::uint64_t>& files);
  std::map<std::string, std::uint64_t> skipped() const;

 private:
  CatalogDatabase& database_;
};

}  // namespace dateline
