// SPDX-License-Identifier: GPL-2.0-or-later
// Operators as words: AND, w/5, NEAR, ATLEAST/5, same..., in the spelling of each dialect.
// Used by the lexer, which knows the text around them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "language/parse_options.h"
#include "language/query.h"

namespace dateline::searching {

/// The distance that a proximity operator demands.
struct Proximity {
  Query::Unit unit = Query::Unit::words;
  std::uint32_t number = 0;
  bool ordered = false;
  bool negated = false;
};

enum class Operator : unsigned char {
  side,         // only a space between two operands
  adjacent,     // only a space, in a dialect where it makes a phrase
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
  Proximity proximity;          // its number is also that of at_least and first
  bool is_word_too = false;     // an operator only between two operands
  bool vendors_differ = false;  // w/5, which other services count differently by one
};

/// `word` without escapes. `before_parenthesis`: "(" follows it directly.
std::optional<OperatorReading> read_operator(std::string_view word, bool before_parenthesis,
                                             Dialect dialect);

/// CAPS, ALLCAPS, NOCAPS and WIDE in any case, and FORMS.
std::optional<Query::Form> caps_form(std::string_view word);

/// The number in "near5" or "repeat5", where `name` precedes it. Any case.
std::optional<std::uint32_t> number_behind(std::string_view name, std::string_view word);

/// One or more digits. A number too large for a distance or a count stays too large.
std::optional<std::uint32_t> read_digits(std::string_view text);

}  // namespace dateline::searching
