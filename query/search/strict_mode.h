// SPDX-License-Identifier: GPL-2.0-or-later
// --strict: a query that had to be repaired is refused. Used by the searcher.
#pragma once

#include "error.h"
#include "results/results.h"

namespace dateline::searching {

/// What is wrong with a query, as one Error.
class NotAsWritten : public Error {
 public:
  using Error::Error;
};

/// Throws NotAsWritten where there are notes: all of them, each with a caret under its place.
void refuse_notes(const Results& results);

}  // namespace dateline::searching
