// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools.h"

#include "find_tools.h"
#include "read_tools.h"

namespace dateline::searching {

std::span<const Tool> tools() {
  static const Tool all[] = {kSearchTool,  kCountTool,  kArticleTool,  kCompareTool,
                             kExplainTool, kSyntaxTool, kVersionsTool, kDiffTool};
  return all;
}

nlohmann::ordered_json archive_status(const Searcher& searcher) {
  const ArchiveState archive = searcher.archive();
  nlohmann::ordered_json status{{"id", archive.uuid},         {"state", archive.revision},
                                {"row", archive.last_row},    {"articles", archive.articles},
                                {"program", archive.program}, {"analysis", archive.analysis}};
  if (const auto incomplete = searcher.incomplete(now()))
    status["incomplete"] = incomplete->message;
  return status;
}

}  // namespace dateline::searching
