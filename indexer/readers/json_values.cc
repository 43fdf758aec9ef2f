// SPDX-License-Identifier: GPL-2.0-or-later
#include "json_values.h"

#include <fmt/format.h>

#include "field_map.h"
#include "text/plain_text.h"

namespace dateline::indexing {

std::vector<JsonValue> json_members(JsonObject from, std::initializer_list<std::string_view> keys) {
  std::vector<JsonValue> found;
  for (const std::string_view key : keys) {
    for (const auto member : from)
      if (!member.value.is_null() && plain_key(member.key) == key) found.push_back(member.value);
    if (!found.empty()) break;
  }
  return found;
}

std::string json_text(JsonValue value) {
  if (std::string_view text; value.get(text) == simdjson::SUCCESS) return std::string(text);
  if (std::int64_t number = 0; value.get(number) == simdjson::SUCCESS)
    return fmt::format("{}", number);
  if (std::uint64_t number = 0; value.get(number) == simdjson::SUCCESS)
    return fmt::format("{}", number);
  if (double number = 0; value.get(number) == simdjson::SUCCESS) return fmt::format("{}", number);
  return {};
}

std::string json_text(JsonObject from, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    for (const JsonValue value : json_members(from, {key}))
      if (std::string text = json_text(value); !trim(text).empty()) return text;
  return {};
}

std::vector<JsonObject> json_objects(JsonObject from,
                                     std::initializer_list<std::string_view> keys) {
  std::vector<JsonObject> found;
  for (const JsonValue value : json_members(from, keys)) {
    if (JsonObject one; value.get(one) == simdjson::SUCCESS) found.push_back(one);
    if (simdjson::dom::array list; value.get(list) == simdjson::SUCCESS)
      for (const JsonValue item : list)
        if (JsonObject one; item.get(one) == simdjson::SUCCESS) found.push_back(one);
  }
  return found;
}

}  // namespace dateline::indexing
