// SPDX-License-Identifier: GPL-2.0-or-later
#include "shell_completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

namespace dateline {
namespace {

/// "dateline_query": a name that shells take for a function.
std::string function_name(const CLI::App& app) {
  std::string name = app.get_name();
  std::ranges::replace(name, '-', '_');
  return name;
}

std::vector<std::string> names_of_all(const std::vector<const CLI::Option*>& options) {
  std::vector<std::string> all;
  for (const CLI::Option* option : options)
    for (std::string& name : names_of(*option)) all.push_back(std::move(name));
  return all;
}

std::vector<std::string> names_of_commands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands_of(app)) names.push_back(command->get_name());
  return names;
}

/// A text between single quotes, on one line, for bash, zsh and fish.
std::string in_quotes(std::string_view text) {
  std::string text_in_quotes = "'";
  for (const char c : text) {
    if (c == '\'')
      text_in_quotes += "'\\''";
    else if (c == '\n')
      text_in_quotes += ' ';
    else
      text_in_quotes += c;
  }
  return text_in_quotes + "'";
}

/// Lines of a case on "COMMAND:OPTION" that name the values of options. `command` is a pattern.
std::string bash_values(const CLI::App& app, std::string_view command) {
  std::string lines;
  for (const CLI::Option* option : options_of(app, false)) {
    if (is_flag(*option)) continue;
    std::vector<std::string> patterns = names_of(*option);
    for (std::string& pattern : patterns) pattern = fmt::format("{}:{}", command, pattern);
    const std::vector<std::string> choices = choices_of(*option);
    lines += choices.empty() ? fmt::format("    {}) files=1 ;;\n", fmt::join(patterns, "|"))
                             : fmt::format("    {}) words={} ;;\n", fmt::join(patterns, "|"),
                                           in_quotes(fmt::format("{}", fmt::join(choices, " "))));
  }
  return lines;
}

/// What stands in the brackets of zsh's _arguments.
std::string zsh_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string zsh_options(const CLI::App& app, std::string_view indent) {
  std::string lines;
  for (const CLI::Option* option : options_of(app, false))
    for (const std::string& name : names_of(*option)) {
      std::string spec = fmt::format("*{}[{}]", name, zsh_text(option->get_description()));
      const std::vector<std::string> choices = choices_of(*option);
      if (!is_flag(*option))
        spec +=
            ":value:" + (choices.empty() ? "_files" : fmt::format("({})", fmt::join(choices, " ")));
      lines += fmt::format("{}{} \\\n", indent, in_quotes(spec));
    }
  return lines;
}

std::string fish_options(const CLI::App& app, const std::string& program,
                         std::string_view condition) {
  std::string lines;
  for (const CLI::Option* option : options_of(app, false)) {
    std::string line = fmt::format("complete -c {}", program);
    if (!condition.empty()) line += fmt::format(" -n {}", in_quotes(condition));
    for (const std::string& name : option->get_snames()) line += " -s " + name;
    for (const std::string& name : option->get_lnames()) line += " -l " + name;
    const std::vector<std::string> choices = choices_of(*option);
    if (!choices.empty())
      line += fmt::format(" -x -a {}", in_quotes(fmt::format("{}", fmt::join(choices, " "))));
    else if (!is_flag(*option))
      line += " -r -F";
    lines += fmt::format("{} -d {}\n", line, in_quotes(option->get_description()));
  }
  return lines;
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
  const std::string name = app.get_name(), function = function_name(app);
  const std::vector<std::string> commands = names_of_commands(app);
  std::string values = bash_values(app, "*"), options;
  for (const CLI::App* command : commands_of(app)) {
    values = bash_values(*command, command->get_name()) + values;
    options += fmt::format("    {}) words+=' {}' ;;\n", command->get_name(),
                           fmt::join(names_of_all(options_of(*command, false)), " "));
  }
  std::string text = fmt::format(
      "# Completes {0}(1) in bash.\n"
      "_{1}() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "  local command= word words= files=\n"
      "  COMPREPLY=()\n",
      name, function);
  if (!commands.empty())
    text += fmt::format(
        "  for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
        "    case $word in {}) command=$word && break ;; esac\n"
        "  done\n",
        fmt::join(commands, "|"));
  text += fmt::format("  case $command:$before in\n{}  esac\n", values);
  text += fmt::format(
      "  if [ -z \"$words$files\" ]; then\n"
      "    case $current in\n"
      "      -*) words='{}'\n"
      "    case $command in\n{}    esac ;;\n",
      fmt::join(names_of_all(options_of(app, false)), " "),
      options.empty() ? "    *) ;;\n" : options);
  text += fmt::format("      *) if [ -z \"$command\" ]; then words='{}'; fi ;;\n    esac\n  fi\n",
                      fmt::join(commands, " "));
  text += fmt::format(
      "  if [ -n \"$words\" ]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "  else\n"
      "    mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
      "  fi\n"
      "}}\n"
      "complete -o filenames -F _{} {}\n",
      function, name);
  return text;
}

std::string zsh_completion(const CLI::App& app) {
  const std::string name = app.get_name(), function = function_name(app);
  std::string text = fmt::format("#compdef {}\n", name);
  if (commands_of(app).empty())
    return text + fmt::format("_arguments \\\n{}  '*:argument:_files'\n", zsh_options(app, "  "));
  text += fmt::format("_{}() {{\n  local context state line\n  typeset -A opt_args\n", function);
  text += fmt::format("  _arguments -C \\\n{}    '1:command:->command' '*::argument:->argument'\n",
                      zsh_options(app, "    "));
  text += "  case $state in\n    command)\n      local -a commands=(\n";
  for (const CLI::App* command : commands_of(app))
    text += fmt::format(
        "        {}\n",
        in_quotes(fmt::format("{}:{}", command->get_name(), zsh_text(command->get_description()))));
  text += "      )\n      _describe command commands ;;\n    argument)\n      case $line[1] in\n";
  for (const CLI::App* command : commands_of(app))
    text += fmt::format("        {}) _arguments \\\n{}            '*:argument:_files' ;;\n",
                        command->get_name(), zsh_options(*command, "            "));
  return text + fmt::format("      esac ;;\n  esac\n}}\n_{} \"$@\"\n", function);
}

std::string fish_completion(const CLI::App& app) {
  const std::string name = app.get_name();
  std::string text =
      fmt::format("# Completes {}(1) in fish.\n", name) + fish_options(app, name, "");
  const std::string all = fmt::format("{}", fmt::join(names_of_commands(app), " "));
  for (const CLI::App* command : commands_of(app)) {
    text += fmt::format("complete -c {} -n '__fish_use_subcommand' -f -a {} -d {}\n", name,
                        command->get_name(), in_quotes(command->get_description()));
    text += fish_options(*command, name, "__fish_seen_subcommand_from " + command->get_name());
  }
  return text;
}

}  // namespace dateline
