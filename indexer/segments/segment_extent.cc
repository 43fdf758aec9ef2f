// SPDX-License-Identifier: GPL-2.0-or-later
#include "segment_extent.h"

#include "index/glass_format.h"
#include "index/mapped_table.h"
#include "system/archive_files.h"

namespace dateline::indexing {

SegmentExtent extent_of(const std::filesystem::path& segment) {
  const glass::VersionFile version = glass::read_version_file(segment);
  const MappedTable postlist(segment / kPostlistFile, version.root(glass::Table::postlist));
  TableCursor lengths(postlist);
  SegmentExtent extent{0, version.statistics.last_document, version.statistics.documents};
  if (lengths.find_first_from(glass::kDocumentLengths) &&
      lengths.key() == glass::kDocumentLengths) {
    glass::Decoder chunk(lengths.tag());
    chunk.uint();  // termfreq
    chunk.uint();  // collfreq
    extent.first = chunk.uint32() + 1;
  }
  return extent;
}

}  // namespace dateline::indexing
