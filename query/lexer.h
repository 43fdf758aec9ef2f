// SPDX-License-Identifier: GPL-2.0-or-later
// The lexer of the query language: bytes → operators, parentheses, fields, words, phrases, values.
// Used by the parser, and by to_text to see how a spelling would be read. Knows no precedence.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "note_list.h"
#include "query.h"
#include "query_names.h"

namespace dateline {

/// A piece of a query. Text is valid UTF-8, without escapes, white space single.
struct QueryToken {
  enum class Kind : unsigned char {
    word,        // `text`, `form` stem, exact or prefix
    phrase,      // `words`, and `text` whole; `form` folded, exact ("=") or prefix ("..."*)
    value,       // `text`, `form` prefix or not
    everything,  // *
    field,       // `scope`; its operand follows
    open,
    close,
    conjunction,  // AND
    disjunction,  // OR
    negation,     // NOT or -
    requirement,  // +
  };
  Kind kind = Kind::word;
  Query::Form form = Query::Form::stem;
  FieldScope scope;
  std::string text;
  std::vector<std::string> words;
  Place place;
};

struct LexedQuery {
  std::vector<QueryToken> tokens;
  bool cut = false;  // a limit was reached: there was more
};

LexedQuery lex_query(std::string_view text, NoteList& notes);

}  // namespace dateline
