// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer: the command line, nothing else. The commands are those of command_table.h.
#include <CLI/CLI.hpp>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "cli/program.h"
#include "commands/command_table.h"
#include "commands/file_mode.h"
#include "system/version_text.h"

namespace dateline::indexing {
namespace {

void declare(CLI::App& app, const CommandOption& option, CommandLine& line) {
  const std::string name(option.name), help(option.help);
  const auto add = [&]<class Value>(Value* value) -> CLI::Option* {
    if constexpr (std::is_same_v<Value, bool>)
      return app.add_flag(name, *value, help);
    else
      return app.add_option(name, *value, help);
  };
  CLI::Option* const added = std::visit(add, option.target(line));
  added->required(option.required);
  if (!option.choices.empty())
    added->check(
        CLI::IsMember(std::vector<std::string>(option.choices.begin(), option.choices.end())));
  if (option.default_shown) added->capture_default_str();
}

const std::vector<HelpSection> kMore{
    {"Examples",
     {{"dateline-indexer add ~/articles", "adds all articles in a folder"},
      {"dateline-indexer add --dry-run export.csv", "shows what would be added"},
      {"dateline-indexer fetch feeds.opml", "polls the feeds of a list; the line for cron"},
      {"dateline-indexer status", "what the archive holds"}}},
    {"Exit codes",
     {{"0", "done"},
      {"1", "done, but records were rejected or a named input yielded nothing"},
      {"2", "the command line is wrong, or an error"},
      {"75", "another program writes to the archive"},
      {"129, 130, 143", "stopped by a signal; the same command goes on"}}},
    {"Environment", {{"DATELINE_INDEX", "folder of the archive, without --index"}}},
};

}  // namespace
}  // namespace dateline::indexing

int main(int argc, char** argv) {
  using namespace dateline;
  using namespace dateline::indexing;
  CommandLine line;
  CLI::App app("Indexes news articles for dateline-query.", "dateline-indexer");
  app.set_version_flag("--version", version_text);
  app.require_subcommand(1);
  app.fallthrough();
  for (const CommandOption& option : common_options()) declare(app, option, line);
  const Command* chosen = nullptr;
  for (const Command& command : commands()) {
    CLI::App* const sub = app.add_subcommand(std::string(command.name), std::string(command.help));
    sub->callback([&chosen, &command] { chosen = &command; });
    for (const auto& group : command.options)
      for (const CommandOption& option : group) declare(*sub, option, line);
  }
  return run_program(app, kMore, argc, argv, [&] {
    use_file_mode(line.index, line.mode);
    return chosen->run(line);
  });
}
