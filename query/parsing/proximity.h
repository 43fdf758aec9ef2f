// SPDX-License-Identifier: GPL-2.0-or-later
// Applies positional operators to operands without a position in the text: AND, NOT, values. Such
// operands are distributed, lifted out or left out, so that the tree has the shape of query.h.
// Used by the parser. Codes of notes: distributed, no-position, boost-left-out, maybe-left-out.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "language/note_list.h"
#include "language/query.h"
#include "operators.h"

namespace dateline::searching {

/// `place`: of the operator, for notes. `room`: how many leaves the query may still get; operands
/// that do not fit are joined by AND.
Query make_near(const Proximity& proximity, Query left, Query right, SourceSpan place,
                std::size_t& room, NoteList& notes);

/// ATLEAST/number or FIRST/number (`kind`) of `operand`.
Query make_counted(Query::Kind kind, std::uint32_t number, Query operand, SourceSpan place,
                   NoteList& notes);

/// Adjacent parts: a phrase, or an ordered near if they are more than words. gaps[i]: one word
/// separates parts i and i + 1.
Query make_adjacent(std::vector<Query> parts, const std::vector<bool>& gaps, SourceSpan place,
                    std::size_t& room, NoteList& notes);

}  // namespace dateline::searching
