// SPDX-License-Identifier: GPL-2.0-or-later
// WritableArchive: catalog and index opened together for writing, one process at a time. It owns
// the order of durable steps that keeps both stores consistent (see catalog.h). On opening it
// completes the steps of an earlier run that died. Used by ingest, which decides what is indexed,
// and by upkeep.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "catalog/catalog.h"
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

  /// Whether adding this number of new articles is faster by segments and a merge than one by one
  /// to the existing index.
  bool bulk_pays(std::uint64_t articles) const;

  /// Writes the pending articles to the index, and sets a checkpoint in the journal. `segments`
  /// hold all of them, in the order of their rows.
  void publish_segments(const std::vector<std::filesystem::path>& segments);
  /// Does the same without segments: reads the pending articles from the catalog.
  void index_pending();

  /// Removes articles, all versions of each. `rows`: those of their last versions.
  void remove(const std::vector<Row>& rows);
  void remove(const std::vector<std::string>& ids, std::vector<std::string>* unknown);
  void optimize();
  /// Builds the index from the catalog alone. Searches use the old index until the new one is
  /// complete.
  void rebuild();
  /// Makes the next generation of the index from the present one: without the documents `extra`,
  /// and with the documents of `rows` written again.
  void patch_documents(const std::vector<Row>& extra, const std::vector<Row>& rows);

  /// A new name below the scratch folder.
  std::filesystem::path scratch_path();

 private:
  void clean_up();
  void index_directly(const std::vector<Row>& rows);
  std::vector<std::filesystem::path> build_segments(const std::vector<Row>& rows);
  void replace_index(const std::vector<std::filesystem::path>& parts);

  std::filesystem::path folder_;
  Resources resources_;
  WriterLock lock_;
  std::unique_ptr<Catalog> catalog_;
  std::uint64_t scratch_names_ = 0;
};

}  // namespace dateline::indexing
