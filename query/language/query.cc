// SPDX-License-Identifier: GPL-2.0-or-later
#include "query.h"

namespace dateline::searching {

bool Query::operator==(const Query& other) const {
  return kind == other.kind && form == other.form && field == other.field && text == other.text &&
         from == other.from && to == other.to && number == other.number && unit == other.unit &&
         ordered == other.ordered && boost == other.boost && children == other.children;
}

}  // namespace dateline::searching
