// SPDX-License-Identifier: GPL-2.0-or-later
// Precedence: how tight the operators of a query bind, in each dialect. Used by the parser. It
// knows no words; operators.h has them.
#pragma once

#include "language/parse_options.h"
#include "operators.h"

namespace dateline::searching {

/// The level of words side by side that make a phrase. Counts in vendors' dialects are one looser.
inline constexpr int kPhraseLevel = 1600;

/// A higher level binds tighter. `proximity`: of a proximity operator.
int level_of(Operator what, const Proximity& proximity, Dialect dialect);

}  // namespace dateline::searching
