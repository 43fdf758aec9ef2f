// SPDX-License-Identifier: GPL-2.0-or-later
// Segment: inverts many documents in memory and writes them as one new Xapian database. Used by
// ingest for large additions; merge then joins the segments. It knows terms, positions and values,
// but no articles.
//
// There are two builders. Ours writes the tables of a glass database directly, 10 to 14 times as
// fast as the API, with the same bytes in the leaves. The other uses Xapian's API; it serves when
// the installed Xapian writes another format.
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

/// True when the installed Xapian writes the glass format that this program knows. The first call
/// tests it by writing a tiny database through the API into `scratch`, an existing folder.
bool bulk_format_known(const std::filesystem::path& scratch);

std::unique_ptr<Segment> make_bulk_segment();
std::unique_ptr<Segment> make_xapian_segment();

}  // namespace dateline::indexing
