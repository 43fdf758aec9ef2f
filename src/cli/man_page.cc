// SPDX-License-Identifier: GPL-2.0-or-later
#include "man_page.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "system/archive_files.h"

namespace dateline {
namespace {

/// Text for a line of roff that is no request.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool begins = escaped.empty() || escaped.back() == '\n';
    if (begins && (c == '.' || c == '\'')) escaped += "\\&";
    if (c == '\\')
      escaped += "\\e";
    else if (c == '-')
      escaped += "\\-";
    else if (c == '\'')
      escaped += "\\(aq";
    else
      escaped += c;
  }
  return escaped;
}

std::string capitals(std::string_view text) {
  std::string all(text);
  std::ranges::transform(all, all.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
  return all;
}

/// A default, without the home folder of who made the page.
std::string default_of(const CLI::Option& option) {
  const std::string value = option.get_default_str();
  return value == default_index().string() ? "~/.local/share/dateline" : value;
}

std::string entry_of(const CLI::Option& option, bool positional) {
  std::string names;
  if (positional) names = option.get_name(true, false);
  for (const std::string& name : positional ? std::vector<std::string>() : names_of(option))
    names += (names.empty() ? "" : ", ") + name;
  std::string text = fmt::format(".TP\n\\fB{}\\fR", roff(names));
  const bool shown = !is_flag(option) && !positional && !type_of_value(option).empty();
  if (shown) text += fmt::format(" \\fI{}\\fR", roff(type_of_value(option)));
  text += "\n" + roff(option.get_description());
  const std::vector<std::string> choices = choices_of(option);
  if (!choices.empty()) text += roff(fmt::format(". One of: {}", fmt::join(choices, ", ")));
  if (!is_flag(option) && !default_of(option).empty())
    text += roff(fmt::format(". Default: {}", default_of(option)));
  if (!option.get_envname().empty())
    text += roff(fmt::format(". Also from ${}", option.get_envname()));
  return text + ".\n";
}

std::string entries_of(const CLI::App& app) {
  std::string text;
  for (const bool positional : {true, false})
    for (const CLI::Option* option : options_of(app, positional))
      text += entry_of(*option, positional);
  return text;
}

std::string description_of(const CLI::App& app) {
  std::string text = roff(app.get_description());
  if (!text.ends_with('.')) text += '.';
  return text + "\n";
}

}  // namespace

std::string man_page(const CLI::App& app, std::span<const HelpSection> more,
                     std::string_view version) {
  const std::string name = app.get_name();
  std::string summary = app.get_description();
  summary = summary.substr(0, summary.find('.'));
  std::string page = fmt::format(
      ".TH {} 1 \"\" \"Dateline {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n.B {}\n",
      capitals(roff(name)), roff(version), roff(name), roff(summary), roff(usage_of(app, name)));
  page += ".SH DESCRIPTION\n" + description_of(app) + ".SH OPTIONS\n" + entries_of(app);
  const std::vector<const CLI::App*> commands = commands_of(app);
  if (!commands.empty()) page += ".SH COMMANDS\n";
  for (const CLI::App* command : commands)
    page += fmt::format(".SS {}\n{}", roff(usage_of(*command, command->get_name())),
                        description_of(*command)) +
            entries_of(*command);
  for (const HelpSection& section : more) {
    page += fmt::format(".SH {}\n", capitals(section.heading));
    for (const HelpSection::Row& row : section.rows)
      page += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(row.term), roff(row.meaning));
  }
  page += ".SH SEE ALSO\n";
  for (const char* const other : {"dateline-indexer", "dateline-query", "dateline-serve"})
    if (name != other) page += fmt::format(".BR {} (1),\n", roff(other));
  return page + ".BR dateline\\-syntax (7)\n";
}

}  // namespace dateline
