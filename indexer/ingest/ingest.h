// SPDX-License-Identifier: GPL-2.0-or-later
// ingest: files → articles → catalog and index. It decides for every article whether it is new,
// changed or known, and chooses the faster way of indexing. Readers, archive and segments do the
// work. Used by add, fetch and watch.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "archive_writer.h"
#include "input_reader.h"
#include "readers/article_reader.h"

namespace dateline::indexing {

struct IngestReport {
  std::uint64_t added = 0, updated = 0, unchanged = 0, rejected = 0;
  std::uint64_t undated = 0;  // of those added or updated: no date, or none that can be read
  std::uint64_t unreadable_dates = 0;  // of those undated: a date was given
  std::uint64_t ambiguous_dates = 0;   // of those: one like 03/04/2024
  std::uint64_t future_dates = 0;      // of those added or updated: more than a year ahead
  std::uint64_t withheld = 0;    // of those added or updated: withheld or cancelled by the source
  std::uint64_t text_bytes = 0;  // of titles and bodies read
  std::uint64_t inputs = 0;
  std::uint64_t skipped = 0;  // records of web archives that hold no article
  std::uint64_t barren = 0;  // paths named by the user that gave neither an article nor a rejection
  std::uint64_t shared_ids = 0;    // records with ids of other sources' articles
  std::uint64_t repeated_ids = 0;  // records with ids of other articles of their input
  std::map<std::string, std::uint64_t> skipped_files;  // files that were not read, by kind
  std::map<std::string, std::uint64_t> cut_fields;     // fields that were too long, by name
  double seconds = 0;
  bool stopped = false;  // because of options.stop

  std::uint64_t articles() const { return added + updated + unchanged; }
  /// Adds the counts of another run.
  IngestReport& operator+=(const IngestReport& more);
  /// The counts of a run since `before`.
  IngestReport operator-(const IngestReport& before) const;
};

/// Counts a file that is not read. When there are very many kinds, later kinds are counted as
/// "other".
void count_skipped(std::map<std::string, std::uint64_t>& files, const std::string& kind);

/// An article whose id another article has: it is kept under an id of its own.
struct SharedId {
  std::string id, kept_as, input;
  std::uint64_t line = 0;
};

/// A date that an article does not get, or that is far ahead.
struct DoubtfulDate {
  enum class Doubt { unreadable, two_readings, ahead };
  std::string text, input;
  std::uint64_t line = 0;
  Doubt doubt = Doubt::unreadable;
};
/// What is doubtful about the date of an article that is read at `time`.
std::optional<DoubtfulDate::Doubt> doubt_of(const Article& article, Timestamp time);

struct IngestOptions {
  std::string command = "add";          // the name of the run in the catalog
  std::vector<std::string> paths = {};  // that it was told to read, where it reads paths
  ReadOptions read;
  std::string id_prefix;                    // for ids that are not unique by themselves
  bool strict = false;                      // the first bad record ends the run with an Error
  const std::atomic<bool>* stop = nullptr;  // when true, the run finishes what was read and returns
  /// Called now and then.
  std::function<void(const IngestReport&, std::uint64_t bytes_read)> progress;
  /// Called for every bad record: "file:line", and why. The catalog keeps the first hundred of a
  /// file, and the number of the others.
  std::function<void(const std::string& where, const Rejection& rejection)> rejected;
  /// Called for every file that is not read, and for every path that gives nothing (kind empty).
  std::function<void(const std::string& name, const std::string& kind)> skipped;
  std::function<void(const UnreadKey&)> unread;  // called for every large key that is not read
  std::function<void(const SharedId&)> shared_id;
  std::function<void(const DoubtfulDate&)> doubtful_date;
};

IngestReport ingest(WritableArchive& archive, const std::vector<std::string>& paths,
                    const IngestOptions& options);

/// Reads the inputs. The report is that of the inputs before the current one.
using ReadInputs = std::function<void(const ReadOptions&, InputVisitor&, const IngestReport&)>;
IngestReport ingest(WritableArchive& archive, const ReadInputs& read_all,
                    const IngestOptions& options);

}  // namespace dateline::indexing
