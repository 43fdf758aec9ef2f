// SPDX-License-Identifier: GPL-2.0-or-later
// Describes files that Dateline does not read: their kind in a report, and what the user can do.
// Used by input_reader.cc. It looks at the first bytes and the name of a file and opens nothing.
#pragma once

#include <string>
#include <string_view>

#include "readers/article_reader.h"

namespace dateline::indexing {

/// The kind of a file that is not read: its ending, or what it is.
std::string kind_of_unread(std::string_view head, std::string_view name);

/// The Rejection of a file that the user named. The hint names a program that makes text of it.
Rejection unread_file(std::string_view head, const std::string& kind);

}  // namespace dateline::indexing
