// SPDX-License-Identifier: GPL-2.0-or-later
// diagnose: why a query found nothing, and which queries would find something. The searcher calls
// it when the result is empty. It has run every query it proposes. It changes no result.
#pragma once

#include "language/query.h"
#include "request/deadline.h"
#include "results/results.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// `query` matches no article that passes `filters` (kind all: no filter). The diagnosis is
/// incomplete where `deadline` passes.
Diagnosis diagnose(const Query& query, const Query& filters, Snapshot& snapshot,
                   Deadline& deadline);

/// A filter as it is written on the command line: --source "BBC", --after.
std::string filter_name(const Query& filter);

}  // namespace dateline::searching
