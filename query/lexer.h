// SPDX-License-Identifier: GPL-2.0-or-later
// The lexer of the query language: bytes → operators, parentheses, fields, words, phrases, values.
// Used by the parser, and by to_text to see how a spelling would be read. Knows no precedence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "note_list.h"
#include "operators.h"
#include "phrase.h"
#include "query.h"
#include "query_names.h"
#include "scanned_word.h"

namespace dateline {

/// A piece of a query. Text is valid UTF-8, white space single.
struct QueryToken {
  enum class Kind : unsigned char {
    word,        // `word`, `form` stem or exact ("=")
    phrase,      // `pieces`, and `word` whole; `form` folded or exact; `number` of "..."~5
    value,       // `word`
    everything,  // *
    field,       // `scope`; its operand follows
    open,        // `form` of the words in it, or stem; `to_the_end` of the group it stands in
    close,
    conjunction,   // AND
    disjunction,   // OR
    exclusive,     // XOR
    negation,      // NOT or -
    requirement,   // +
    maybe,         // MAYBE or ?
    proximity,     // `proximity`
    gap,           // %: any one word between its operands
    at_least,      // `number`; its operand follows
    first,         // `number`; its operand follows
    first_behind,  // `number`; its operand stands before it
    boost,         // `boost` of what stands before it, a group
  };
  Kind kind = Kind::word;
  Query::Form form = Query::Form::stem;
  FieldScope scope;
  ScannedWord word;
  std::vector<PhrasePiece> pieces;
  bool starred = false;  // phrase or value: * behind it
  bool to_the_end = false;
  std::uint32_t number = 0;
  double boost = 1;
  Proximity proximity;
  Place place;
};

struct LexedQuery {
  std::vector<QueryToken> tokens;
  bool cut = false;  // a limit was reached: there was more
};

LexedQuery lex_query(std::string_view text, Dialect dialect, NoteList& notes);

/// True for tokens behind which an operator may stand.
bool ends_operand(QueryToken::Kind kind);

}  // namespace dateline
