// SPDX-License-Identifier: GPL-2.0-or-later
// Leaves of the tree: the meaning of one word, phrase, value or * in a field. Used by the parser.
// It knows no operators.
#pragma once

#include <optional>

#include "article.h"
#include "query_token.h"

namespace dateline::searching {

/// The context of a leaf: its field, and the CAPS(...) around it.
struct LeafScope {
  FieldScope field;
  Query::Form form = Query::Form::stem;  // or caps, all_caps, no_caps
};

/// `token` is a word, phrase, value or everything. Absent, with a note, if it cannot be read. A
/// phrase with a distance ("a b"~5) becomes near.
std::optional<Query> read_leaf(const QueryToken& token, const LeafScope& scope,
                               const ParseOptions& options, NoteList& notes);

}  // namespace dateline::searching
