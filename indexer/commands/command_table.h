// SPDX-License-Identifier: GPL-2.0-or-later
// The commands of dateline-indexer and their options, as tables. main.cc builds the command line
// from them. A new option is a row and a member of CommandLine.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "commands.h"

namespace dateline::indexing {

/// The member that takes the value. Its type decides which values are valid. A bool is a flag.
using OptionTarget =
    std::variant<bool*, unsigned*, double*, std::string*, std::vector<std::string>*>;

struct CommandOption {
  std::string_view name;  // "--jobs"; a name without dashes is a positional argument
  std::string_view help;
  OptionTarget (*target)(CommandLine& line) = nullptr;
  bool default_shown = false;  // in the help
  bool required = false;
  std::span<const std::string_view> choices = {};
};

struct Command {
  std::string_view name;
  std::string_view help;
  int (*run)(CommandLine& line) = nullptr;                  // returns the exit code
  std::array<std::span<const CommandOption>, 5> options{};  // in groups, in the order of the help
};

/// The options that every command has.
std::span<const CommandOption> common_options();

std::span<const Command> commands();

}  // namespace dateline::indexing
