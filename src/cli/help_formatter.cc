// SPDX-License-Identifier: GPL-2.0-or-later
#include "help_formatter.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace dateline {
namespace {

using Options = std::vector<const CLI::Option*>;

constexpr std::size_t kFirstColumn = 30;  // characters

/// The app's own options. Newer versions of CLI11 list those of its parent, too.
Options options_of(const CLI::App* app, bool positional) {
  const auto is_wanted = [&](const CLI::Option* option) {
    return positional ? option->get_positional() : option->nonpositional();
  };
  Options own = app->get_options(is_wanted);
  if (const CLI::App* const parent = app->get_parent(); parent != nullptr) {
    const Options inherited = parent->get_options();
    std::erase_if(own, [&](const CLI::Option* option) {
      return std::ranges::find(inherited, option) != inherited.end();
    });
  }
  return own;
}

/// The option takes any number of values.
bool is_list(const CLI::Option* option) {
  constexpr int kMany = 1 << 20;
  return option->get_expected_max() >= kMany;
}

/// "  --jobs UINT      threads": the description begins in the next line where the first column is
/// too long.
std::string line_of(std::string_view first, std::string_view description) {
  std::string line = fmt::format("  {}", first);
  if (description.empty()) return line + "\n";
  if (line.size() >= kFirstColumn)
    line.append("\n").append(kFirstColumn, ' ');
  else
    line.append(kFirstColumn - line.size(), ' ');
  for (const char c : description) {
    line += c;
    if (c == '\n') line.append(kFirstColumn, ' ');
  }
  return line + "\n";
}

/// "[query...]", for the line "Usage:".
std::string usage_of(const CLI::Option* positional) {
  const std::string name = positional->get_name(true, false) + (is_list(positional) ? "..." : "");
  return positional->get_required() ? name : "[" + name + "]";
}

/// " TEXT:{a,b}=a ... REQUIRED (Env:NAME) Excludes: --other"; empty for a flag.
std::string type_of(const CLI::Option* option) {
  std::string text;
  if (option->get_type_size() != 0) {
    if (!option->get_type_name().empty()) text += " " + option->get_type_name();
    if (!option->get_default_str().empty()) text += "=" + option->get_default_str();
    if (is_list(option)) text += " ...";
    if (option->get_required()) text += " REQUIRED";
  }
  if (!option->get_envname().empty()) text += " (Env:" + option->get_envname() + ")";
  if (!option->get_excludes().empty()) {
    text += " Excludes:";
    for (const CLI::Option* other : option->get_excludes()) text += " " + other->get_name();
  }
  return text;
}

std::string section(const CLI::App* app, bool positional) {
  const Options options = options_of(app, positional);
  if (options.empty()) return {};
  std::string text = positional ? "\nPositionals:\n" : "\nOptions:\n";
  for (const CLI::Option* option : options)
    text += line_of(option->get_name(positional, !positional) + type_of(option),
                    option->get_description());
  return text;
}

std::vector<const CLI::App*> commands_of(const CLI::App* app) {
  return app->get_subcommands([](const CLI::App*) { return true; });
}

std::string usage(const CLI::App* app, const std::string& name) {
  std::string text = "Usage: " + name;
  if (!options_of(app, false).empty()) text += " [OPTIONS]";
  for (const CLI::Option* positional : options_of(app, true)) text += " " + usage_of(positional);
  if (!commands_of(app).empty()) text += " SUBCOMMAND";
  return text + "\n";
}

std::string commands(const CLI::App* app) {
  const auto all = commands_of(app);
  if (all.empty()) return {};
  std::string text = "\nSubcommands:\n";
  for (const CLI::App* command : all)
    text += line_of(command->get_name(), command->get_description());
  return text;
}

std::string help_of(const CLI::App* app, const std::string& name, CLI::AppFormatMode) {
  return app->get_description() + "\n" + usage(app, name) + section(app, true) +
         section(app, false) + commands(app) + "\n";
}

}  // namespace

void lay_out_help(CLI::App& app) {
  app.formatter_fn(help_of);
  for (CLI::App* command : app.get_subcommands({})) command->formatter_fn(help_of);
}

}  // namespace dateline
