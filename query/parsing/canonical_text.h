// SPDX-License-Identifier: GPL-2.0-or-later
// to_text: the canonical text of a query, which parse_query reads back to the same tree, without a
// note. The grammar is in query_printer.cc.
#pragma once

#include <string>

#include "language/query.h"

namespace dateline::searching {

/// The canonical text.
std::string to_text(const Query& query);

}  // namespace dateline::searching
