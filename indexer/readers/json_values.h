// SPDX-License-Identifier: GPL-2.0-or-later
// Reads values of known keys in JSON as text. Case and hyphens of keys are ignored. Used by the
// readers of JSON Feed and ninjs.
#pragma once

#include <simdjson.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

using JsonValue = simdjson::dom::element;
using JsonObject = simdjson::dom::object;

/// Parses JSON with the faults of some programs: an escaped lone surrogate becomes U+FFFD; NaN and
/// Infinity, which Python writes for empty cells, and the nan and inf of C become null.
simdjson::simdjson_result<JsonValue> parse_json(simdjson::dom::parser& parser,
                                                std::string_view json);

/// The members under the first of these plain keys (field_map.h) that exists and is not null.
std::vector<JsonValue> json_members(JsonObject from, std::initializer_list<std::string_view> keys);

/// The text of a string or number; "" for other values.
std::string json_text(JsonValue value);
/// The text of the first of these members that has a text.
std::string json_text(JsonObject from, std::initializer_list<std::string_view> keys);

/// The objects of a member that is an array of objects or one object.
std::vector<JsonObject> json_objects(JsonObject from, std::initializer_list<std::string_view> keys);

}  // namespace dateline::indexing
