// SPDX-License-Identifier: GPL-2.0-or-later
// The tokens of a query, which the lexer makes and the parser reads. Only these two use them; a
// token has no operands.
#pragma once

#include <cstdint>
#include <vector>

#include "language/query.h"
#include "language/query_names.h"
#include "operators.h"
#include "phrase.h"
#include "scanned_word.h"

namespace dateline::searching {

/// A piece of a query. Text is valid UTF-8, white space single.
struct QueryToken {
  enum class Kind : unsigned char {
    word,        // `word`, `form` stem or exact ("=")
    phrase,      // `pieces`, and `word` whole; `form` folded or exact; `number` of "..."~5
    value,       // `word`
    everything,  // *
    field,       // `scope`; its operand follows
    open,        // `form` of the words in it, or stem; `to_the_end` of the group around it
    close,
    boost,      // `boost` of the group before it
    operation,  // `what`, its `proximity`, `number` of ATLEAST and FIRST
  };
  Kind kind = Kind::word;
  Operator what = Operator::side;
  Query::Form form = Query::Form::stem;
  FieldScope scope;
  ScannedWord word;
  std::vector<PhrasePiece> pieces;
  bool starred = false;  // a phrase or value with * behind it
  bool to_the_end = false;
  std::uint32_t number = 0;
  double boost = 1;
  Proximity proximity;
  SourceSpan place;
};

/// True for tokens that end an operand: an operator may follow.
constexpr bool ends_operand(const QueryToken& token) {
  using Kind = QueryToken::Kind;
  if (token.kind == Kind::operation) return token.what == Operator::first_behind;
  return token.kind != Kind::field && token.kind != Kind::open;
}

/// True for tokens that begin an operand: an operator may precede.
constexpr bool begins_operand(const QueryToken& token) {
  using Kind = QueryToken::Kind;
  if (token.kind == Kind::operation) return is_prefix(token.what);
  return token.kind != Kind::close && token.kind != Kind::boost;
}

}  // namespace dateline::searching
