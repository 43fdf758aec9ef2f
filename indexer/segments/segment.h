// SPDX-License-Identifier: GPL-2.0-or-later
// Segment: many documents inverted in memory and written as one fresh Xapian database.
// Used by ingest; segments of contiguous document numbers are then joined by merge. Knows terms,
// positions and values only: nothing of articles. The tables of a glass database are written
// directly: 10 to 14 times as fast as Xapian's API does it, with byte-identical leaves. Tests
// compare the two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "terms/term_sink.h"

namespace dateline::indexing {

class Segment : public TermSink {
 public:
  /// Starts a document. Numbers are >= 1 and ascend. Terms and values that are added before the
  /// next call of begin_document() or write() belong to it. Document data stays empty.
  virtual void begin_document(std::uint32_t number) = 0;
  virtual std::size_t documents() const = 0;
  /// Writes the database to the folder `path`, which must not exist. The segment is then empty. The
  /// files are not synced. Throws Error.
  virtual void write(const std::filesystem::path& path) = 0;
};

std::unique_ptr<Segment> make_bulk_segment();

}  // namespace dateline::indexing
