// SPDX-License-Identifier: GPL-2.0-or-later
// The arguments of a tool's call, checked against the tool's parameters. The parameters give the
// schema, too, by which an assistant knows them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::searching {

struct ToolParameter {
  enum class Kind { text, texts, count, flag, choice };
  std::string_view name;
  Kind kind = Kind::text;
  std::string_view help;
  bool required = false;
  std::uint64_t least = 0, most = 0;               // of a count; of texts: how many
  std::span<const std::string_view> choices = {};  // of a choice
};

class ToolArguments {
 public:
  /// Throws Error, in a sentence that an assistant can act on, for what the parameters do not
  /// allow.
  ToolArguments(const nlohmann::ordered_json& given, std::span<const ToolParameter> parameters);

  /// "" where it is not given.
  std::string text(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  std::optional<std::uint64_t> count(std::string_view name) const;
  bool flag(std::string_view name) const;
  /// All of them, as they were given.
  std::string all() const { return given_.dump(-1, ' ', false, Json::error_handler_t::replace); }

 private:
  using Json = nlohmann::ordered_json;
  const Json* find(std::string_view name) const;

  Json given_;
};

/// The parameters as a JSON Schema.
nlohmann::ordered_json schema_of(std::span<const ToolParameter> parameters);

}  // namespace dateline::searching
