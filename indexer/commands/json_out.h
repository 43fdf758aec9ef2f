// SPDX-License-Identifier: GPL-2.0-or-later
// Prints JSON of the indexer's commands: valid for any bytes, and without characters that control a
// terminal. Used by the commands with --json. It builds no JSON.
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
