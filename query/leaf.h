// SPDX-License-Identifier: GPL-2.0-or-later
// Leaves of the tree: what one word, phrase, value or * means in a field. Used by the parser.
#pragma once

#include <optional>

#include "article.h"
#include "lexer.h"

namespace dateline {

/// `token` is a word, phrase, value or everything. Absent, with a note, when it cannot be read.
std::optional<Query> read_leaf(const QueryToken& token, const FieldScope& scope, Timestamp now,
                               NoteList& notes);

}  // namespace dateline
