// SPDX-License-Identifier: GPL-2.0-or-later
// repair: makes a damaged archive sound again from the readable part of its catalog. It writes
// differing documents again or rebuilds the whole index, and salvages a damaged catalog into a new
// one. It reads no source files; it names the articles that must be added again. A repair that died
// can be run again. Used by the command repair.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "catalog/catalog_salvage.h"
#include "ingest/archive_writer.h"
#include "verify.h"

namespace dateline::indexing {

struct RepairReport {
  std::vector<std::string> done;    // a sentence for each action
  std::vector<Loss> losses;         // articles to add again, those of earlier repairs included
  std::vector<std::string> inputs;  // files they may have come from
  std::filesystem::path kept;       // the folder of the damaged catalog; empty: there was none
  VerifyReport after;               // of the repaired archive
};

/// Throws Error, with the next step as its hint, when nothing can be done. The archive is then
/// unchanged.
RepairReport repair(const std::filesystem::path& folder, const Resources& resources);

}  // namespace dateline::indexing
