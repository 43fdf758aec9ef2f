// SPDX-License-Identifier: GPL-2.0-or-later
// --strict: refuses a query that had to be repaired, with all its notes as one Error. Used by the
// searcher. It repairs nothing.
#pragma once

#include "error.h"
#include "results/results.h"

namespace dateline::searching {

/// The error for a query that --strict refuses.
class NotAsWritten : public Error {
 public:
  using Error::Error;
};

/// Throws NotAsWritten where there are notes. It names them all, each with a caret under its place.
void refuse_notes(const Results& results);

}  // namespace dateline::searching
