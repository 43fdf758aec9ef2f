// SPDX-License-Identifier: GPL-2.0-or-later
// WritableArchive: catalog and index opened together for writing, one process at a time. It owns
// the order of durable steps that keeps both stores consistent (see catalog.h). On opening it
// completes the steps of an earlier run that died. Used by ingest, which decides what is indexed,
// and by upkeep.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/journal.h"
#include "writer_lock.h"

namespace dateline::indexing {

/// Limits on threads, memory and waiting.
struct Resources {
  unsigned jobs = 1;                    // threads that analyze and index
  std::uint64_t memory = 512ULL << 20;  // bound on buffered work, in bytes
  std::chrono::milliseconds wait{0};    // for another writer
};

/// Moves a complete repaired catalog to the place of the damaged one, which is kept in damaged-N.
/// Without a repaired catalog it does nothing. The caller holds the writer lock.
void adopt_repaired_catalog(const std::filesystem::path& folder);

class WritableArchive {
 public:
  /// Creates a missing folder. Throws Error (locked) when another process writes.
  WritableArchive(const std::filesystem::path& folder, const Resources& resources,
                  Catalog::Mode mode = Catalog::Mode::write);
  ~WritableArchive();
  WritableArchive(const WritableArchive&) = delete;
  WritableArchive& operator=(const WritableArchive&) = delete;

  Catalog& catalog() { return *catalog_; }
  const Resources& resources() const { return resources_; }

  /// Adds what is pending to the index as a segment, marks what is replaced or removed as dead,
  /// merges segments of like size, and sets a checkpoint in the journal. `built` hold all that is
  /// pending, in order of their rows; they are used up. Where a merge would write much more than
  /// what is new, it comes after the checkpoint; and not at all once `stop` is true.
  void publish(const std::vector<std::filesystem::path>& built,
               const std::atomic<bool>* stop = nullptr);
  /// The same where they are still to be built: the pending articles are read from the catalog.
  void index_pending();

  /// Removes articles, all versions of each. `rows`: those of their last versions.
  void remove(const std::vector<Row>& rows);
  void remove(const std::vector<std::string>& ids, std::vector<std::string>* unknown);
  /// Makes one segment of all, without what is removed; and where versions are forgotten, drops
  /// superseded ones from index and catalog.
  void optimize(Journal::Versions versions = Journal::Versions::kept);
  /// Builds the index from the catalog alone. Searches use the old index until the new one is
  /// complete.
  void rebuild();
  /// The same of those segments only that have, or should have, any of `rows`. False where some of
  /// these would be in none.
  bool rebuild_segments_of(const std::vector<Row>& rows);

  /// A new name below the scratch folder.
  std::filesystem::path scratch_path();

 private:
  struct Part;  // a segment of the next state of the index, on disk or still to be merged

  void clean_up();
  std::vector<std::filesystem::path> build_segments(const std::vector<Row>& rows);
  std::vector<Part> present_parts() const;
  static Part part_of(const std::vector<std::filesystem::path>& built);
  static Part joined(std::span<Part> parts);
  static void merge_by_size(std::vector<Part>& parts);
  void merge();
  DeadRows dead_after_checkpoint() const;
  static void count_removed(std::vector<Part>& parts, const std::vector<Row>& removed);
  bool complete(Part& part, const std::vector<Row>& removed);
  void replace_index(std::vector<Part>& parts, DeadRows dead,
                     Journal::Versions versions = Journal::Versions::kept);

  std::filesystem::path folder_;
  Resources resources_;
  WriterLock lock_;
  std::unique_ptr<Catalog> catalog_;
  std::atomic<std::uint64_t> scratch_names_ = 0;
  std::uint64_t new_segments_ = 0;  // completed and not yet named by the catalog
};

}  // namespace dateline::indexing
