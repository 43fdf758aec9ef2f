// SPDX-License-Identifier: GPL-2.0-or-later
// The tables of one segment, opened. Only index_reader, index_terms and position_lists include it.
#pragma once

#include <cstdint>
#include <vector>

#include "index/glass_format.h"
#include "index_reader.h"

namespace dateline::searching {

struct IndexReader::Segment {
  Segment(const SegmentFolder& folder, const glass::VersionFile& version, std::uint32_t behind,
          const std::vector<Row>& dead_rows);

  std::uint32_t base = 0;             // what its rows lack to be documents
  std::uint32_t first = 0, last = 0;  // documents
  std::uint32_t documents = 0;        // their number, dead ones among them
  std::uint64_t length = 0;           // of all of them
  std::vector<std::uint32_t> dead;    // rows of these, ascending
  BlockSums sums;
  MappedTable postlist, positions;
};

}  // namespace dateline::searching
