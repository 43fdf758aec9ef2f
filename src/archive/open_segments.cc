// SPDX-License-Identifier: GPL-2.0-or-later
#include "open_segments.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "error.h"
#include "index_checksums.h"
#include "system/archive_files.h"

namespace dateline {
namespace {

constexpr int kTries = 10;

SegmentFolders named_segments(const std::filesystem::path& folder, const Catalog& catalog) {
  SegmentFolders segments;
  for (const IndexSegment& segment : catalog.segments())
    segments.push_back({segment, terms_folder(folder, segment.number)});
  return segments;
}

/// A folder is removed from its version file on.
bool all_there(const SegmentFolders& segments) {
  return std::ranges::all_of(segments, [](const SegmentFolder& segment) {
    std::error_code error;
    return std::filesystem::exists(segment.path / kVersionFile, error) || error;
  });
}

void check_readable(const std::filesystem::path& folder, const SegmentFolders& segments) {
  for (const SegmentFolder& segment : segments)
    for (const char* name : kIndexFiles)
      if (::access((segment.path / name).c_str(), R_OK) != 0 && errno == EACCES)
        throw Error(fmt::format("the index in {} cannot be opened: {}", folder.string(),
                                std::strerror(EACCES)),
                    "its owner can let others read it: dateline-indexer --mode 640 optimize");
}

void check_sums(const SegmentFolders& segments) {
  for (const SegmentFolder& segment : segments) {
    const std::vector<std::string> files = changed_files(segment.path, ChecksumScope::at_opening);
    if (files.empty()) continue;
    throw Error(
        fmt::format("the index in {} is damaged: {} {} not what was written", segment.path.string(),
                    fmt::join(files, ", "), files.size() == 1 ? "is" : "are"),
        "run: dateline-indexer repair");
  }
}

}  // namespace

void open_segments(const std::filesystem::path& folder, Catalog& catalog,
                   const std::function<void(const SegmentFolders&)>& open) {
  for (int i = 1;; ++i) {
    catalog.pin();
    const SegmentFolders segments = named_segments(folder, catalog);
    try {
      check_readable(folder, segments);
      check_sums(segments);
      open(segments);
      return;
    } catch (...) {
      if (i == kTries || all_there(segments)) throw;
      catalog.unpin();
    }
  }
}

}  // namespace dateline
