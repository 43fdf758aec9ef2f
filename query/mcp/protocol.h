// SPDX-License-Identifier: GPL-2.0-or-later
// The Model Context Protocol over lines of JSON, by which assistants search an archive: revision
// 2026-07-28, which has no state, and those from 2024-11-05 to 2025-11-25, which begin with
// `initialize` (modelcontextprotocol.io/specification). It offers tools.h, articles as resources,
// and one prompt. It writes nothing but answers, and reads nothing but the archive.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "search/searcher.h"

namespace dateline::searching {

/// The answer to a line, without its end; nothing where the line is a notification. Any bytes may
/// come.
std::optional<std::string> answer_line(std::string_view line, Searcher& searcher);

/// Answers lines until the input ends.
void serve_assistant(std::istream& in, std::ostream& out, Searcher& searcher);

}  // namespace dateline::searching
