// SPDX-License-Identifier: GPL-2.0-or-later
// Operators as words: AND, w/5, NEAR, ATLEAST/5, same..., in the spelling of each dialect.
// Used by the lexer, which knows what stands round them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "language/parse_options.h"
#include "language/query.h"

namespace dateline::searching {

/// What a proximity operator says of its operands.
struct Proximity {
  Query::Unit unit = Query::Unit::words;
  std::uint32_t number = 0;
  bool ordered = false;
  bool negated = false;
};

enum class Operator : unsigned char {
  side,         // nothing but a space between two operands
  adjacent,     // the same, where it makes a phrase
  gap,          // %: any one word between its operands
  conjunction,  // AND
  disjunction,  // OR
  and_not,      // AND NOT in one word, or in nexis
  exclusive,    // XOR
  proximity,
  first_behind,  // /F50/, behind its operand
  // Before an operand:
  negation,     // NOT or -
  requirement,  // +
  maybe,        // MAYBE or ?
  at_least,
  first,
};

constexpr bool is_prefix(Operator what) { return what >= Operator::negation; }

struct OperatorReading {
  Operator what = Operator::conjunction;
  Proximity proximity;          // its number also that of at_least and first
  bool is_word_too = false;     // an operator only between two operands
  bool vendors_differ = false;  // w/5, which is one more elsewhere
};

/// `word` without escapes. `before_parenthesis`: "(" stands right behind it.
std::optional<OperatorReading> read_operator(std::string_view word, bool before_parenthesis,
                                             Dialect dialect);

/// CAPS, ALLCAPS and NOCAPS in any case.
std::optional<Query::Form> caps_form(std::string_view word);

/// The number in "near5" or "repeat5", where `name` stands before it. Any case.
std::optional<std::uint32_t> number_behind(std::string_view name, std::string_view word);

/// One or more digits; what is too large for a distance or a count stays so.
std::optional<std::uint32_t> read_digits(std::string_view text);

}  // namespace dateline::searching
