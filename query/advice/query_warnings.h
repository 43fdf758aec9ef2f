// SPDX-License-Identifier: GPL-2.0-or-later
// query_warnings: what may surprise about a clause of a query, found by asking the index. Used by
// explain.
#pragma once

#include <string>
#include <vector>

#include "language/query.h"
#include "request/deadline.h"
#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// One sentence each. `as_written`: the clause stands under a positional operator, which reads
/// words as written. `documents` are those it matches by itself.
std::vector<std::string> query_warnings(const Query& clause, bool as_written,
                                        const DocSet& documents, Snapshot& snapshot,
                                        Deadline& deadline);

}  // namespace dateline::searching
