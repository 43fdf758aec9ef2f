// SPDX-License-Identifier: GPL-2.0-or-later
// Builds and measures the tree of a query, in the shape of query.h. Used by the parser and by
// to_text. Functions recurse, to the depth of kMaxNesting.
#pragma once

#include <cstddef>
#include <vector>

#include "query.h"

namespace dateline::searching {

bool is_compound(const Query& query);  // AND, OR
bool is_leaf(const Query& query);      // word, phrase, value, range, all, none

/// True for operands of ATLEAST, NEAR and the like: they have positions in the text.
bool is_positional(const Query& query);
/// True when it holds no word: values, ranges, *, and operators on them.
bool is_document_level(const Query& query);

/// Joins by AND or OR. Parts of the same kind are merged. A single part is returned as it is.
/// `parts` is not empty.
Query join(Query::Kind kind, std::vector<Query> parts);
Query negation_of(Query query);
/// A node with operands: near, at_least, optional...
Query node(Query::Kind kind, std::vector<Query> children);

/// A word in quotes as one without: "R & D" is R&D.
Query inflected(Query word);
/// The query with its plain words read as WIDE(), but for those that are read as written.
Query widened(Query query);

/// Words, gaps, values, ranges.
std::size_t count_leaves(const Query& query);

/// Whether canonical text has parentheses around `child` as an operand of `parent`.
bool stands_in_parentheses(const Query& parent, const Query& child);
/// The nesting depth of the parentheses in the canonical text.
std::size_t printed_nesting(const Query& query);

/// The span from the beginning of the first to the end of the last.
SourceSpan hull(SourceSpan a, SourceSpan b);

}  // namespace dateline::searching
