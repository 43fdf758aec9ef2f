// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer formats.
#include <fmt/format.h>

#include "commands.h"
#include "format_examples.h"
#include "json_out.h"
#include "readers/article_reader.h"
#include "text/plain_text.h"

namespace dateline::indexing {

int list_formats(CommandLine& line) {
  Json all = Json::array();
  for (const auto& [name, help] : formats()) {
    const std::string_view example = format_example(name);
    if (line.json) {
      all.push_back({{"format", name}, {"help", help}, {"example", example}});
      continue;
    }
    fmt::print("{:<10} {}\n", name, help);
    if (line.quiet) continue;
    for (const std::string_view text : split_lines(trim(example))) fmt::print("    {}\n", text);
    fmt::print("\n");
  }
  if (line.json) print_json(all, 2);
  return kDone;
}

}  // namespace dateline::indexing
