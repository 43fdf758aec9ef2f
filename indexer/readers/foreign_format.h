// SPDX-License-Identifier: GPL-2.0-or-later
// ForeignFormat: what a text file is that no reader reads, told by its first bytes: a manuscript, a
// list of references, subtitles, a download of several documents. Used by format.h, so that the
// syntax of such files is never taken for prose, and by the ingest, which says what the file is.
#pragma once

#include <optional>
#include <string_view>

namespace dateline::indexing {

struct ForeignFormat {
  std::string_view kind;  // as the ending of such files: "rtf"
  std::string_view what;  // to stand in a sentence: "an RTF document"
};

/// Absent for a text that may be prose. `head`: the first bytes of a file, as text or as they are.
std::optional<ForeignFormat> foreign_format(std::string_view head);

}  // namespace dateline::indexing
