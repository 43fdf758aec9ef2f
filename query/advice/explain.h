// SPDX-License-Identifier: GPL-2.0-or-later
// explain: a query clause by clause: what each matches by itself, the terms it reads, what it costs
// the result, and what may surprise about it. For --explain; changes no result.
#pragma once

#include <vector>

#include "language/query.h"
#include "matching/match.h"
#include "results/results.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// The clauses in the order they are written, each before its parts. What a clause costs is counted
/// among the articles that `filters` (kind all: no filter) let through; all else in the whole
/// archive. `matcher` has matched `query`. Ends early, with a remark, at `deadline`.
std::vector<ExplainedClause> explain(const Query& query, const Query& filters,
                                     const Matcher& matcher, Snapshot& snapshot,
                                     Deadline& deadline);

}  // namespace dateline::searching
