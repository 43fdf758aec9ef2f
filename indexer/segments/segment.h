// SPDX-License-Identifier: GPL-2.0-or-later
// Segment: many documents inverted in memory and written as one fresh Xapian database.
// Used by ingest for large additions; segments of contiguous document numbers are then joined by
// merge. Knows terms, positions and values only: nothing of articles.
//
// Two builders stand behind one interface: ours writes the tables of a glass database directly
// (10 to 14 times as fast as the API, byte-identical leaves), the other goes through Xapian's API
// and is used when the installed Xapian writes another format than the one we know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "terms/term_sink.h"

namespace dateline::indexing {

class Segment : public TermSink {
 public:
  /// Starts a document. Numbers are >= 1 and ascend. What is sent until the next begin_document
  /// or write belongs to it. Document data stays empty.
  virtual void begin_document(std::uint32_t number) = 0;
  virtual std::size_t documents() const = 0;
  /// Writes the database to the folder `path`, which must not exist; the segment is then
  /// empty. Its files need not be on the disk yet. Throws Error.
  virtual void write(const std::filesystem::path& path) = 0;
};

/// True when the installed Xapian writes the glass format this program knows (asked once, by
/// writing a tiny database through the API into `scratch`, a folder that exists).
bool bulk_format_known(const std::filesystem::path& scratch);

std::unique_ptr<Segment> make_bulk_segment();
std::unique_ptr<Segment> make_xapian_segment();

}  // namespace dateline::indexing
