// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_names.h"

#include <algorithm>
#include <array>
#include <string>

#include "query_escape.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

struct ForeignName {
  std::string_view name;
  FieldScope scope;
};

/// Names of other services, beside those of the schema.
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
    ForeignName{"rst", {FieldId::source, FieldScope::Bound::whole}},
    ForeignName{"publication", {FieldId::source, FieldScope::Bound::whole}},
    ForeignName{"la", {FieldId::language, FieldScope::Bound::whole}},
    ForeignName{"sourcelang", {FieldId::language, FieldScope::Bound::whole}},
    ForeignName{"length", {FieldId::words, FieldScope::Bound::whole}},
    ForeignName{"ti", {FieldId::title, FieldScope::Bound::whole}},
};

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

std::optional<FieldScope> find_function(std::string_view name) {
  static constexpr std::array<std::string_view, 9> names = {
      "headline", "title", "hlead", "lead", "body", "byline", "publication", "ti", "length"};
  if (name.size() > 16) return std::nullopt;
  const std::string lower = lower_ascii(name);
  if (std::find(names.begin(), names.end(), lower) == names.end()) return std::nullopt;
  return find_scope(lower, '=');
}

std::optional<FieldScope> find_wide_scope(std::string_view name) {
  if (name.size() > 10) return std::nullopt;
  const std::string lower = lower_ascii(name);
  if (lower == "allintitle") return FieldScope{FieldId::title, FieldScope::Bound::whole};
  if (lower == "allintext") return FieldScope{FieldId::body, FieldScope::Bound::whole};
  return std::nullopt;
}

}  // namespace dateline::searching
