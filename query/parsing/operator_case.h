// SPDX-License-Identifier: GPL-2.0-or-later
// Notes on operators in lower case, which are read as words. Used by the parser. The reading of the
// query does not change.
#pragma once

#include <string_view>
#include <vector>

#include "language/note_list.h"
#include "query_token.h"

namespace dateline::searching {

/// Notes "and", "or" and "not" between two words.
/// Code lowercase-operator.
void note_lower_case(std::string_view text, const std::vector<QueryToken>& tokens, NoteList& notes);

}  // namespace dateline::searching
