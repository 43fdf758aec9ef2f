// SPDX-License-Identifier: GPL-2.0-or-later
// Files that hold no articles Dateline reads: what they are called in a report, and what a user who
// named one can do. Used by input_reader.cc; looks at the beginning of a file and at its name,
// opens nothing.
#pragma once

#include <string>
#include <string_view>

#include "readers/article_reader.h"

namespace dateline::indexing {

/// What a file that is not read is called: its ending, or what it is.
std::string kind_of_unread(std::string_view head, std::string_view name);

/// Why a file that the user named is not read. The hint names a program that makes text of it.
Rejection unread_file(std::string_view head, const std::string& kind);

}  // namespace dateline::indexing
