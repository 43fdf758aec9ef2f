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

constexpr std::size_t kFirstColumn = 30;  // characters

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

/// " TEXT:{a,b}=a ... REQUIRED (Env:NAME) Excludes: --other"; empty for a flag.
std::string type_of(const CLI::Option* option) {
  std::string text;
  if (!is_flag(*option)) {
    if (!option->get_type_name().empty()) text += " " + option->get_type_name();
    if (!option->get_default_str().empty()) text += "=" + option->get_default_str();
    if (is_list(*option)) text += " ...";
    if (option->get_required()) text += " REQUIRED";
  }
  if (!option->get_envname().empty()) text += " (Env:" + option->get_envname() + ")";
  if (!option->get_excludes().empty()) {
    text += " Excludes:";
    for (const CLI::Option* other : option->get_excludes()) text += " " + other->get_name();
  }
  return text;
}

std::string section(const CLI::App& app, bool positional) {
  const std::vector<const CLI::Option*> options = options_of(app, positional);
  if (options.empty()) return {};
  std::string text = positional ? "\nPositionals:\n" : "\nOptions:\n";
  for (const CLI::Option* option : options)
    text += line_of(option->get_name(positional, !positional) + type_of(option),
                    option->get_description());
  return text;
}

std::string commands(const CLI::App& app) {
  const auto all = commands_of(app);
  if (all.empty()) return {};
  std::string text = "\nSubcommands:\n";
  for (const CLI::App* command : all)
    text += line_of(command->get_name(), command->get_description());
  return text;
}

std::string help_of(const CLI::App* app, const std::string& name, CLI::AppFormatMode) {
  return app->get_description() + "\nUsage: " + usage_of(*app, name) + "\n" + section(*app, true) +
         section(*app, false) + commands(*app) + app->get_footer() + "\n";
}

}  // namespace

void lay_out_help(CLI::App& app, std::span<const HelpSection> more) {
  std::string rest;
  for (const HelpSection& section : more) {
    rest += fmt::format("\n{}:\n", section.heading);
    for (const HelpSection::Row& row : section.rows) rest += line_of(row.term, row.meaning);
  }
  app.footer(rest);
  app.formatter_fn(help_of);
  for (CLI::App* command : app.get_subcommands({})) {
    command->footer("");
    command->formatter_fn(help_of);
  }
}

}  // namespace dateline
