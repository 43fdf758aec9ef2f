// SPDX-License-Identifier: GPL-2.0-or-later
#include "precedence.h"

namespace dateline::searching {

int level_of(Operator what, const Proximity& proximity, Dialect dialect) {
  const bool nexis = dialect == Dialect::nexis;
  switch (what) {
    case Operator::at_least:
    case Operator::first:
      return dialect == Dialect::nexis || dialect == Dialect::factiva ? kPhraseLevel - 1 : 2000;
    case Operator::adjacent:
    case Operator::gap:
      return kPhraseLevel;
    case Operator::proximity: {
      constexpr int kLoosest = 500;  // a unit; tighter by one for each word less
      if (dialect == Dialect::factiva) return kLoosest;  // from the left
      if (proximity.unit == Query::Unit::words)
        return kLoosest + 1 + static_cast<int>(kMaxDistance - proximity.number);
      return kLoosest + 1 - static_cast<int>(proximity.unit);
    }
    case Operator::requirement:
    case Operator::maybe:
      return 400;
    case Operator::negation:
      return nexis ? 51 : 400;
    case Operator::conjunction:
      return 300;
    case Operator::side:
      return 200;
    case Operator::exclusive:
      return 150;
    case Operator::disjunction:
      return nexis ? 1500 : dialect == Dialect::google ? 350 : 100;
    case Operator::and_not:
      return 50;
    case Operator::first_behind:
      break;
  }
  return 0;
}

}  // namespace dateline::searching
