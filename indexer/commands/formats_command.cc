// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer formats.
#include <fmt/format.h>

#include "commands.h"
#include "json_out.h"
#include "readers/format.h"
#include "text/plain_text.h"
#include "text/printable_text.h"

namespace dateline::indexing {

int list_formats(CommandLine& line) {
  Json all = Json::array();
  for (const Format* format : formats()) {
    if (line.json) {
      all.push_back(
          {{"format", format->name}, {"help", format->help}, {"example", format->example}});
      continue;
    }
    fmt::print("{:<10} {}\n", format->name, format->help);
    if (line.quiet || format->example.empty()) continue;
    for (const std::string_view text : split_lines(trim(format->example)))
      fmt::print("    {}\n", printable_lines(text));
    fmt::print("\n");
  }
  if (line.json) print_json(all, 2);
  return kDone;
}

}  // namespace dateline::indexing
