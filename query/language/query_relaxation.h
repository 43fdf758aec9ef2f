// SPDX-License-Identifier: GPL-2.0-or-later
// Query relaxation: less strict forms of a clause. diagnose tries them when a clause finds nothing.
// It searches nothing itself.
#pragma once

#include <vector>

#include "query.h"

namespace dateline::searching {

/// Clauses that match all articles of `clause` and perhaps more, the nearest to it first: a larger
/// distance, the words of a phrase near each other, a word in any form... Empty if there is nothing
/// to relax.
std::vector<Query> relaxed(const Query& clause);

/// The conjunction of `clauses`: "*" for none, the clause itself for one. Nested conjunctions are
/// merged.
Query all_of(std::vector<Query> clauses);

}  // namespace dateline::searching
