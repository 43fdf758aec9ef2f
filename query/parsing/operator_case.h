// SPDX-License-Identifier: GPL-2.0-or-later
// Notes on what a query of well-formed tokens may not have meant. Used by the parser.
#pragma once

#include <string_view>
#include <vector>

#include "language/note_list.h"
#include "query_token.h"

namespace dateline::searching {

/// "or" between two words is a slip; "and" and "not" only where capitals show that the writer
/// knows operators. Code lowercase-operator.
void note_lower_case(std::string_view text, const std::vector<QueryToken>& tokens, NoteList& notes);

}  // namespace dateline::searching
