// SPDX-License-Identifier: GPL-2.0-or-later
// The content of quotation marks: words, gaps, and alternatives in parentheses. Used by the lexer,
// by term_clause, and by to_text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "language/note_list.h"
#include "language/query.h"
#include "scanned_word.h"

namespace dateline::searching {

/// A piece of a phrase.
struct PhrasePiece {
  enum class Kind : unsigned char { word, gap, open, close, bar, ampersand };
  Kind kind = Kind::word;
  ScannedWord word;
  Query::Form caps = Query::Form::folded;  // of open: the form of the words in it
};

/// The pieces in order. `content` has no quotation marks.
std::vector<PhrasePiece> split_phrase(const ScannedWord& content);

/// The words of a phrase as a tree: a phrase, a word or a disjunction, all in text. Absent if it
/// has no word. `form`: of its words.
std::optional<Query> read_phrase(std::vector<PhrasePiece> pieces, Query::Form form, Dialect dialect,
                                 SourceSpan place, NoteList& notes);

}  // namespace dateline::searching
