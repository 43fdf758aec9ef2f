// SPDX-License-Identifier: GPL-2.0-or-later
// Names in queries: fields, with the spellings of other services, and operators that other services
// have and this language does not have yet. Used by the lexer and the parser.
#pragma once

#include <optional>
#include <string_view>

#include "schema.h"

namespace dateline {

/// What "title:" or "after:" says of the operand that follows.
struct FieldScope {
  enum class Bound : unsigned char { whole, from, before };  // "date:", "after:", "before:"
  schema::FieldId field = schema::FieldId::text;
  Bound bound = Bound::whole;
};

/// The field `name` means, in any case. `separator` is the character behind it.
std::optional<FieldScope> find_scope(std::string_view name, char separator);

enum class LaterOperator { none, near, not_near, prefix };

/// Operators the tree has no place for yet, so that they are not searched as words: NEAR/5, w/s,
/// adj5, ATLEAST/3, MAYBE...
LaterOperator later_operator(std::string_view text, bool before_parenthesis);

/// True when `text` is one or more digits.
bool all_digits(std::string_view text);

}  // namespace dateline
