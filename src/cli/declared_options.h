// SPDX-License-Identifier: GPL-2.0-or-later
// What a program declared: its options, its commands, the values an option takes. For the texts
// that are made of it: help, manual pages, completions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace dateline {

/// Rows of a part of the help that tells no options: examples, exit codes, variables.
struct HelpSection {
  struct Row {
    std::string_view term, meaning;
  };
  std::string_view heading;
  std::vector<Row> rows;
};

/// The app's own options in the order of their declaration, or its positional arguments. Newer
/// versions of CLI11 list those of its parent, too.
std::vector<const CLI::Option*> options_of(const CLI::App& app, bool positional);
std::vector<const CLI::App*> commands_of(const CLI::App& app);

/// The option takes any number of values.
bool is_list(const CLI::Option& option);
/// It takes no value.
bool is_flag(const CLI::Option& option);
/// The values it takes, if these are a few words.
std::vector<std::string> choices_of(const CLI::Option& option);
/// "TEXT" of "TEXT:{a,b}".
std::string type_of_value(const CLI::Option& option);
/// "-h", "--help": each of its names.
std::vector<std::string> names_of(const CLI::Option& option);

/// "Usage: NAME [OPTIONS] FILE..." without "Usage: ".
std::string usage_of(const CLI::App& app, const std::string& name);

}  // namespace dateline
