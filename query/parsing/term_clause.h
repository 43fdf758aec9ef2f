// SPDX-License-Identifier: GPL-2.0-or-later
// Leaves of the tree: what one word, phrase, value or * means in a field. Used by the parser.
#pragma once

#include <optional>

#include "article.h"
#include "query_token.h"

namespace dateline::searching {

/// What holds for a leaf where it stands: its field, and CAPS(...) round it.
struct LeafScope {
  FieldScope field;
  Query::Form form = Query::Form::stem;  // or caps, all_caps, no_caps
};

/// `token` is a word, phrase, value or everything. Absent, with a note, when it cannot be read.
/// A phrase of which only the distance is given ("a b"~5) becomes near.
std::optional<Query> read_leaf(const QueryToken& token, const LeafScope& scope,
                               const ParseOptions& options, NoteList& notes);

}  // namespace dateline::searching
