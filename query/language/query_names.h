// SPDX-License-Identifier: GPL-2.0-or-later
// Names of fields in queries, with the spellings of other services. Used by the lexer. The fields
// themselves are in schema.h.
#pragma once

#include <optional>
#include <string_view>

#include "schema.h"

namespace dateline::searching {

/// The field of "title:" or "after:", and which bound it sets.
struct FieldScope {
  enum class Bound : unsigned char { whole, from, before };  // "date:", "after:", "before:"
  schema::FieldId field = schema::FieldId::text;
  Bound bound = Bound::whole;
};

/// The field of a name in any case. `separator` is the character behind it.
std::optional<FieldScope> find_scope(std::string_view name, char separator);

/// The field of a function such as headline(...) or length(...). Any case.
std::optional<FieldScope> find_function(std::string_view name);

/// The field of allintitle: and allintext:, which apply to all words that follow. Any case.
std::optional<FieldScope> find_wide_scope(std::string_view name);

}  // namespace dateline::searching
