// SPDX-License-Identifier: GPL-2.0-or-later
// How tight the operators of a query bind, in each dialect. Used by the parser.
#pragma once

#include "language/parse_options.h"
#include "operators.h"

namespace dateline::searching {

/// Of what stands side by side as a phrase; counts in vendors' dialects are one looser.
inline constexpr int kPhraseLevel = 1600;

/// The higher, the tighter. `proximity`: of an operator of that kind.
int level_of(Operator what, const Proximity& proximity, Dialect dialect);

}  // namespace dateline::searching
