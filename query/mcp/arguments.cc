// SPDX-License-Identifier: GPL-2.0-or-later
#include "arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "error.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;
using Kind = ToolParameter::Kind;

constexpr std::size_t kLongestText = 8000;  // bytes

bool is_text(const Json& value) {
  return value.is_string() && value.get_ref<const std::string&>().size() <= kLongestText;
}

/// Why a value is not allowed, in words that follow the parameter's name; "" where it is.
std::string complaint(const ToolParameter& parameter, const Json& value) {
  switch (parameter.kind) {
    case Kind::text:
      return is_text(value) ? "" : fmt::format("is a text of at most {} bytes", kLongestText);
    case Kind::texts:
      if (value.is_array() && value.size() >= parameter.least && value.size() <= parameter.most &&
          std::ranges::all_of(value, is_text))
        return "";
      return fmt::format("is a list of {} to {} texts, each of at most {} bytes", parameter.least,
                         parameter.most, kLongestText);
    case Kind::count:
      if (value.is_number_unsigned() && value.get<std::uint64_t>() >= parameter.least &&
          value.get<std::uint64_t>() <= parameter.most)
        return "";
      return fmt::format("is a whole number from {} to {}", parameter.least, parameter.most);
    case Kind::flag:
      return value.is_boolean() ? "" : "is true or false";
    case Kind::choice:
      if (value.is_string() &&
          std::ranges::find(parameter.choices, value.get_ref<const std::string&>()) !=
              parameter.choices.end())
        return "";
      return fmt::format("is one of {}", fmt::join(parameter.choices, ", "));
  }
  return "";
}

Json schema_of(const ToolParameter& parameter) {
  Json schema;
  switch (parameter.kind) {
    case Kind::text:
      schema = {{"type", "string"}, {"maxLength", kLongestText}};
      break;
    case Kind::texts:
      schema = {{"type", "array"},
                {"items", {{"type", "string"}, {"maxLength", kLongestText}}},
                {"minItems", parameter.least},
                {"maxItems", parameter.most}};
      break;
    case Kind::count:
      schema = {{"type", "integer"}, {"minimum", parameter.least}, {"maximum", parameter.most}};
      break;
    case Kind::flag:
      schema = {{"type", "boolean"}};
      break;
    case Kind::choice:
      schema = {{"type", "string"}, {"enum", parameter.choices}};
      break;
  }
  schema["description"] = parameter.help;
  return schema;
}

}  // namespace

ToolArguments::ToolArguments(const Json& given, std::span<const ToolParameter> parameters)
    : given_(given.is_null() ? Json::object() : given) {
  if (!given_.is_object()) throw Error("the arguments are an object");
  for (const auto& [name, value] : given_.items()) {
    const auto parameter = std::ranges::find(parameters, name, &ToolParameter::name);
    if (parameter == parameters.end()) {
      std::vector<std::string_view> names;
      for (const ToolParameter& one : parameters) names.push_back(one.name);
      throw Error("the tool has no such argument",
                  fmt::format("its arguments are {}", fmt::join(names, ", ")));
    }
    if (value.is_null()) continue;  // as if it were not given
    if (const std::string why = complaint(*parameter, value); !why.empty())
      throw Error(fmt::format("{} {}", parameter->name, why));
  }
  for (const ToolParameter& parameter : parameters)
    if (parameter.required && find(parameter.name) == nullptr)
      throw Error(fmt::format("{} is missing: {}", parameter.name, parameter.help));
}

const Json* ToolArguments::find(std::string_view name) const {
  const auto found = given_.find(std::string(name));
  return found == given_.end() || found->is_null() ? nullptr : &*found;
}

std::string ToolArguments::text(std::string_view name) const {
  const Json* const value = find(name);
  return value == nullptr ? "" : value->get<std::string>();
}

std::vector<std::string> ToolArguments::texts(std::string_view name) const {
  const Json* const value = find(name);
  return value == nullptr ? std::vector<std::string>() : value->get<std::vector<std::string>>();
}

std::optional<std::uint64_t> ToolArguments::count(std::string_view name) const {
  const Json* const value = find(name);
  return value == nullptr ? std::nullopt : std::optional(value->get<std::uint64_t>());
}

bool ToolArguments::flag(std::string_view name) const {
  const Json* const value = find(name);
  return value != nullptr && value->get<bool>();
}

Json schema_of(std::span<const ToolParameter> parameters) {
  Json properties = Json::object(), required = Json::array();
  for (const ToolParameter& parameter : parameters) {
    properties[std::string(parameter.name)] = schema_of(parameter);
    if (parameter.required) required.push_back(parameter.name);
  }
  Json schema{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = required;
  return schema;
}

}  // namespace dateline::searching
