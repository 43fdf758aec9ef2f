// SPDX-License-Identifier: GPL-2.0-or-later
#include "json_values.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "field_map.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// The four hexadecimal digits of "\uD83D" at `at`.
std::optional<unsigned> escape_at(std::string_view json, std::size_t at) {
  if (at + 6 > json.size() || json[at] != '\\' || json[at + 1] != 'u') return std::nullopt;
  unsigned code = 0;
  const char* end = json.data() + at + 6;
  if (std::from_chars(json.data() + at + 2, end, code, 16).ptr != end) return std::nullopt;
  return code;
}

bool is_high(std::optional<unsigned> code) { return code && *code >= 0xD800 && *code < 0xDC00; }
bool is_low(std::optional<unsigned> code) { return code && *code >= 0xDC00 && *code < 0xE000; }

/// The JSON with "\ufffd" for every escaped half of a character.
std::string without_lone_surrogates(std::string_view json) {
  std::string mended;
  for (std::size_t at = 0; at < json.size();) {
    std::size_t size = json[at] == '\\' ? 2 : 1;
    const std::optional<unsigned> code = escape_at(json, at);
    if (code) size = 6;
    if (is_high(code) && is_low(escape_at(json, at + 6)))
      size = 12;
    else if (is_high(code) || is_low(code))
      mended += "\\ufffd", at += 6, size = 0;
    mended += json.substr(at, size);
    at += size;
  }
  return mended;
}

/// The name of a number that JSON lacks at `at`; empty for none.
std::string_view missing_number(std::string_view json, std::size_t at) {
  for (const std::string_view name : {"NaN", "-NaN", "Infinity", "-Infinity", "nan", "-nan",
                                      "infinity", "-infinity", "inf", "-inf"})
    if (json.substr(at).starts_with(name)) return name;
  return {};
}

/// The JSON with null for every NaN and Infinity outside of strings.
std::string without_missing_numbers(std::string_view json) {
  std::string mended;
  bool in_string = false;
  for (std::size_t at = 0; at < json.size();) {
    std::size_t size = in_string && json[at] == '\\' ? 2 : 1;
    if (json[at] == '"') in_string = !in_string;
    const std::string_view name = in_string ? std::string_view() : missing_number(json, at);
    mended += name.empty() ? json.substr(at, size) : "null";
    at += name.empty() ? size : name.size();
  }
  return mended;
}

}  // namespace

simdjson::simdjson_result<JsonValue> parse_json(simdjson::dom::parser& parser,
                                                std::string_view json) {
  auto parsed = parser.parse(json.data(), json.size());
  if (parsed.error() == simdjson::SUCCESS) return parsed;
  const simdjson::error_code error = parsed.error();
  // The parser copies the strings, so the repaired text need not be kept.
  const std::string mended = without_lone_surrogates(without_missing_numbers(json));
  if (mended != json) parsed = parser.parse(mended);
  if (parsed.error() != simdjson::SUCCESS) return error;
  return parsed;
}

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
