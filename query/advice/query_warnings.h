// SPDX-License-Identifier: GPL-2.0-or-later
// query_warnings: warnings about a clause of a query, for example a word that is also an acronym.
// They come from counts in the index. Used by explain; changes no result.
#pragma once

#include <string>
#include <vector>

#include "language/query.h"
#include "request/deadline.h"
#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// The warnings, each one sentence. `as_written`: the clause is an operand of a positional
/// operator, which reads words as written. `documents`: those that the clause matches by itself.
std::vector<std::string> query_warnings(const Query& clause, bool as_written,
                                        const DocSet& documents, Snapshot& snapshot,
                                        Deadline& deadline);

}  // namespace dateline::searching
