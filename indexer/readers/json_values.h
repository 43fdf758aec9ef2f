// SPDX-License-Identifier: GPL-2.0-or-later
// Values in JSON whose keys are known: found by name, whatever its case and hyphens, and read as
// text. Used by the readers of JSON Feed and ninjs.
#pragma once

#include <simdjson.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

using JsonValue = simdjson::dom::element;
using JsonObject = simdjson::dom::object;

/// Parses JSON as programs write it: half of a character in escapes is U+FFFD; NaN and Infinity,
/// which Python writes for empty cells, are null.
simdjson::simdjson_result<JsonValue> parse_json(simdjson::dom::parser& parser,
                                                std::string_view json);

/// The members an object has under the first of these plain keys (field_map.h) that is there and
/// is not null.
std::vector<JsonValue> json_members(JsonObject from, std::initializer_list<std::string_view> keys);

/// The text of a string or number; "" for anything else.
std::string json_text(JsonValue value);
/// The text of the first of these members that has one.
std::string json_text(JsonObject from, std::initializer_list<std::string_view> keys);

/// The objects in a member that is an array of them, or one.
std::vector<JsonObject> json_objects(JsonObject from, std::initializer_list<std::string_view> keys);

}  // namespace dateline::indexing
