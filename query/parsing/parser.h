// SPDX-License-Identifier: GPL-2.0-or-later
// parse_query: text → Query. Pure and total: any bytes parse, in time linear in their number. A
// repair, or a text with two readings, is a Note. Sees no index and no catalog. The grammar is at
// the top of parser.cc.
#pragma once

#include <string_view>
#include <vector>

#include "language/note.h"
#include "language/parse_options.h"
#include "language/query.h"

namespace dateline::searching {

struct ParsedQuery {
  Query query;
  std::vector<Note> notes;
};

/// Blank text is every article. Notes come in the order of their places.
ParsedQuery parse_query(std::string_view text, const ParseOptions& options = {});

}  // namespace dateline::searching
