// SPDX-License-Identifier: GPL-2.0-or-later
// explain: a query clause by clause: how many articles each matches by itself, its terms, how many
// articles it removes from the result, and warnings. For --explain; changes no result.
#pragma once

#include <vector>

#include "language/query.h"
#include "matching/match.h"
#include "results/results.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// The clauses in the order they are written, each before its parts. The articles that a clause
/// removes are counted among those that pass `filters` (kind all: no filter), all else in the whole
/// archive. `matcher` has matched `query`. Ends early, with a remark, at `deadline`.
std::vector<ExplainedClause> explain(const Query& query, const Query& filters,
                                     const Matcher& matcher, Snapshot& snapshot,
                                     Deadline& deadline);

}  // namespace dateline::searching
