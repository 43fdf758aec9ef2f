// SPDX-License-Identifier: GPL-2.0-or-later
// The lexer of the query language: bytes → operators, parentheses, fields, words, phrases, values.
// Used by the parser, and by to_text to check how a spelling would be read. Knows no precedence.
// Its parts: lex_phrase, lex_field and lex_operator, which work on a QueryScanner.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "language/note_list.h"
#include "query_token.h"

namespace dateline::searching {

struct LexedQuery {
  std::vector<QueryToken> tokens;
  std::size_t room = 0;  // leaves that operators may still add
  bool cut = false;      // a limit was reached; the rest was not read
};

LexedQuery lex_query(std::string_view text, Dialect dialect, NoteList& notes);

}  // namespace dateline::searching
