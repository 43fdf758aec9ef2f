// SPDX-License-Identifier: GPL-2.0-or-later
// How the indexer's commands print JSON: valid whatever bytes it holds, and harmless to a terminal.
#pragma once

#include <iostream>
#include <nlohmann/json.hpp>

#include "text/printable_text.h"

namespace dateline::indexing {

/// On standard output, one line, or several with `indent`.
inline void print_json(const nlohmann::ordered_json& json, int indent = -1) {
  std::cout << escape_invisible(
                   json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace))
            << '\n';
}

}  // namespace dateline::indexing
