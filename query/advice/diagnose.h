// SPDX-License-Identifier: GPL-2.0-or-later
// diagnose: why a query found nothing, and what would find something. The searcher asks it when the
// result is empty. Every query it proposes has been run; it changes no result.
#pragma once

#include "language/query.h"
#include "request/deadline.h"
#include "results/results.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// `query` has no article among those that `filters` (kind all: no filter) let through. What
/// cannot be found out before `deadline` is left out.
Diagnosis diagnose(const Query& query, const Query& filters, Snapshot& snapshot,
                   Deadline& deadline);

/// What a filter is called on the command line: --source "BBC", --after.
std::string filter_name(const Query& filter);

}  // namespace dateline::searching
