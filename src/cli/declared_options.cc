// SPDX-License-Identifier: GPL-2.0-or-later
#include "declared_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace dateline {
namespace {

/// "[query...]", for the line "Usage:".
std::string usage_of_positional(const CLI::Option& positional) {
  const std::string name = positional.get_name(true, false) + (is_list(positional) ? "..." : "");
  return positional.get_required() ? name : "[" + name + "]";
}

}  // namespace

std::vector<const CLI::Option*> options_of(const CLI::App& app, bool positional) {
  const auto is_wanted = [&](const CLI::Option* option) {
    return positional ? option->get_positional() : option->nonpositional();
  };
  std::vector<const CLI::Option*> own = app.get_options(is_wanted);
  if (const CLI::App* const parent = app.get_parent(); parent != nullptr) {
    const std::vector<const CLI::Option*> inherited = parent->get_options();
    std::erase_if(own, [&](const CLI::Option* option) {
      return std::ranges::find(inherited, option) != inherited.end();
    });
  }
  return own;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

bool is_list(const CLI::Option& option) {
  constexpr int kMany = 1 << 20;
  return option.get_expected_max() >= kMany;
}

bool is_flag(const CLI::Option& option) { return option.get_expected_max() == 0; }

std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find('{'), end = type.find('}');
  std::vector<std::string> choices;
  if (begin == std::string::npos || end == std::string::npos) return choices;
  for (std::size_t at = begin + 1; at < end;) {
    const std::size_t next = std::min(type.find(',', at), end);
    choices.push_back(type.substr(at, next - at));
    at = next + 1;
  }
  return choices;
}

std::string type_of_value(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

std::string usage_of(const CLI::App& app, const std::string& name) {
  std::string text = name;
  if (!options_of(app, false).empty()) text += " [OPTIONS]";
  for (const CLI::Option* positional : options_of(app, true))
    text += " " + usage_of_positional(*positional);
  if (!commands_of(app).empty()) text += " SUBCOMMAND";
  return text;
}

}  // namespace dateline
