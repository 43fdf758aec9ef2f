// SPDX-License-Identifier: GPL-2.0-or-later
// repair: makes a damaged archive sound again from whatever can be read of its catalog. Documents
// that differ are written again, or the whole index is rebuilt; a damaged catalog is salvaged into
// a new one. Reads no source files: it names the articles that are to be added again. A repair that
// died can be run again.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "catalog/catalog_salvage.h"
#include "ingest/archive_writer.h"
#include "verify.h"

namespace dateline::indexing {

struct RepairReport {
  std::vector<std::string> done;    // what was done, a sentence each
  std::vector<Loss> losses;         // articles to be added again, those of earlier repairs included
  std::vector<std::string> inputs;  // files they may have come from
  std::filesystem::path kept;       // the folder of the damaged catalog; empty: there was none
  VerifyReport after;               // of the repaired archive
};

/// Throws Error, with the next step, where nothing can be done; the archive is then as it was.
RepairReport repair(const std::filesystem::path& folder, const Resources& resources);

}  // namespace dateline::indexing
