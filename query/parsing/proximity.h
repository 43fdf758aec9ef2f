// SPDX-License-Identifier: GPL-2.0-or-later
// Puts positional operators over operands that have no single place in the text: AND, NOT, values.
// They are distributed, lifted out or left out, so that the tree is in the shape query.h promises.
// Used by the parser. Codes of notes: distributed, no-position, boost-left-out, maybe-left-out.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "language/note_list.h"
#include "language/query.h"
#include "operators.h"

namespace dateline::searching {

/// `place`: of the operator, for notes. `room`: how many leaves more the query may have; what
/// does not fit is joined by AND.
Query make_near(const Proximity& proximity, Query left, Query right, SourceSpan place,
                std::size_t& room, NoteList& notes);

/// ATLEAST/number or FIRST/number (`kind`) of `operand`.
Query make_counted(Query::Kind kind, std::uint32_t number, Query operand, SourceSpan place,
                   NoteList& notes);

/// The parts one right after the other: a phrase, or where they are more than words, near in
/// order. gaps[i]: a word stands between parts i and i + 1.
Query make_adjacent(std::vector<Query> parts, const std::vector<bool>& gaps, SourceSpan place,
                    std::size_t& room, NoteList& notes);

}  // namespace dateline::searching
