// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_names.h"

#include <algorithm>
#include <array>
#include <string>

#include "characters.h"

namespace dateline {
namespace {

using schema::FieldId;

struct ForeignName {
  std::string_view name;
  FieldScope scope;
};

/// Names other services use, beside those of the schema.
constexpr std::array kForeignNames = {
    ForeignName{"intitle", {FieldId::title, FieldScope::Bound::whole}},
    ForeignName{"when", {FieldId::date, FieldScope::Bound::whole}},
    ForeignName{"after", {FieldId::date, FieldScope::Bound::from}},
    ForeignName{"before", {FieldId::date, FieldScope::Bound::before}},
    ForeignName{"hd", {FieldId::title, FieldScope::Bound::whole}},
    ForeignName{"hl", {FieldId::title, FieldScope::Bound::whole}},
    ForeignName{"td", {FieldId::body, FieldScope::Bound::whole}},
    ForeignName{"by", {FieldId::author, FieldScope::Bound::whole}},
    ForeignName{"sn", {FieldId::source, FieldScope::Bound::whole}},
    ForeignName{"la", {FieldId::language, FieldScope::Bound::whole}},
};

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

template <std::size_t N>
bool one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace

std::optional<FieldScope> find_scope(std::string_view name, char separator) {
  if (name.size() > 32) return std::nullopt;
  const std::string lower = lower_ascii(name);
  if (const schema::Field* field = schema::find_field(lower))
    return FieldScope{field->id, FieldScope::Bound::whole};
  // The two-letter codes of other services are written with "=" only.
  if (lower.size() == 2 && separator != '=') return std::nullopt;
  for (const ForeignName& foreign : kForeignNames)
    if (foreign.name == lower) return foreign.scope;
  return std::nullopt;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_ascii_digit);
}

LaterOperator later_operator(std::string_view text, bool before_parenthesis) {
  static constexpr std::array<std::string_view, 9> near = {"near", "pre", "adj", "onear", "around",
                                                           "w",    "n",   "p",   ""};
  static constexpr std::array<std::string_view, 3> glued = {"near", "adj", "onear"};
  static constexpr std::array<std::string_view, 2> counts = {"atleast", "first"};
  static constexpr std::array<std::string_view, 5> units = {"s", "p", "seg", "sent", "para"};

  if (text == "NEAR" || (text == "AROUND" && before_parenthesis)) return LaterOperator::near;
  if (text == "MAYBE") return LaterOperator::prefix;
  if (text.size() > 16) return LaterOperator::none;
  const std::string lower = lower_ascii(text);
  const std::string_view whole = lower;
  if (const std::size_t slash = whole.find('/'); slash != std::string_view::npos) {
    const std::string_view name = whole.substr(0, slash);
    const std::string_view reach = whole.substr(slash + 1);
    const bool number = all_digits(reach);
    if (one_of(name, counts) && number) return LaterOperator::prefix;
    if (!number && !one_of(reach, units)) return LaterOperator::none;
    if (one_of(name, near)) return LaterOperator::near;
    return name == "notnear" ? LaterOperator::not_near : LaterOperator::none;
  }
  const std::size_t letters = std::min(whole.find_first_of("0123456789"), whole.size());
  const std::string_view name = whole.substr(0, letters);
  if (!all_digits(whole.substr(letters)))
    return before_parenthesis && (whole == "caps" || whole == "allcaps") ? LaterOperator::prefix
                                                                         : LaterOperator::none;
  if (one_of(name, glued)) return LaterOperator::near;
  const bool count = name == "atleast" || (name == "first" && before_parenthesis);
  return count ? LaterOperator::prefix : LaterOperator::none;
}

}  // namespace dateline
