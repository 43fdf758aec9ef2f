// SPDX-License-Identifier: GPL-2.0-or-later
// The tools that an assistant can call, as one table. Each only reads the archive. What an article
// brought stands in answers under keys that begin with "untrusted_", and nowhere else.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "arguments.h"
#include "search/searcher.h"

namespace dateline::searching {

struct Tool {
  std::string_view name, title, help;
  std::span<const ToolParameter> parameters;
  std::string_view output;  // the JSON Schema of its answers
  /// Throws Error.
  nlohmann::ordered_json (*call)(const ToolArguments& arguments, Searcher& searcher) = nullptr;
};

std::span<const Tool> tools();

/// The archive and its state; `incomplete` where it lacks something of what it was given.
nlohmann::ordered_json archive_status(const Searcher& searcher);

}  // namespace dateline::searching
