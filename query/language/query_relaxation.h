// SPDX-License-Identifier: GPL-2.0-or-later
// relaxed: a clause made less strict, step by step. What diagnose tries when a clause finds
// nothing.
#pragma once

#include <vector>

#include "query.h"

namespace dateline::searching {

/// Clauses that match all that `clause` matches and may match more, those nearest to it first: a
/// larger distance, the words of a phrase near each other, a word in any form... Empty where there
/// is nothing to relax.
std::vector<Query> relaxed(const Query& clause);

/// All of `clauses` as one query: "*" of none, itself of one, no conjunction in a conjunction.
Query all_of(std::vector<Query> clauses);

}  // namespace dateline::searching
