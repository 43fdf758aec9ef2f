// SPDX-License-Identifier: GPL-2.0-or-later
// ForeignFormat: recognizes text files that no reader reads, by their first bytes: manuscripts,
// calendars, lists of addresses. Used by format.cc, so that such a file is not read as prose, and
// by ingest, which names the kind of the file.
#pragma once

#include <optional>
#include <string_view>

namespace dateline::indexing {

struct ForeignFormat {
  std::string_view kind;  // the usual ending of such files: "rtf"
  std::string_view what;  // for sentences: "an RTF document"
};

/// Absent for a text that may be prose. `head` is the first bytes of a file, raw or as text.
std::optional<ForeignFormat> foreign_format(std::string_view head);

}  // namespace dateline::indexing
