// SPDX-License-Identifier: GPL-2.0-or-later
#include "saved_commands.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "alerts/new_hits.h"
#include "alerts/query_check.h"
#include "alerts_out.h"
#include "connectors/opml.h"
#include "dates/dates.h"
#include "error.h"
#include "json_out.h"
#include "saved/saved_stores.h"
#include "text/analyzer.h"
#include "text/ascii.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDone = 0;

/// Checks that --remove has a name and nothing else.
void check_removal(const SavedCommand& command) {
  if (command.name.empty() || !command.rest.empty() || !command.import.empty())
    throw Error("--remove takes a name and nothing else");
}

void list_queries(const SavedStores& stores, bool json) {
  Json all = Json::array();
  for (const SavedQuery& saved : stores.queries().queries()) {
    if (json)
      all.push_back(
          {{"name", saved.name}, {"text", saved.text}, {"saved", format_timestamp(saved.made)}});
    else
      fmt::print("{}\t{}\n", saved.name, printable_text(saved.text));
  }
  if (json) print_json(all, 2);
}

void list_groups(const SavedStores& stores, bool json) {
  Json all = Json::array();
  for (const std::string& name : stores.queries().source_groups()) {
    const std::vector<std::string> sources = stores.queries().source_group(name);
    if (json)
      all.push_back({{"name", name}, {"sources", sources}});
    else
      fmt::print("{}\t{}\n", name, printable_text(fmt::format("{}", fmt::join(sources, ", "))));
  }
  if (json) print_json(all, 2);
}

/// A folder's name as that of a group: "World News" → "world-news".
std::string group_name(std::string_view folder) {
  std::string name;
  for (const char c : fold_value(folder)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool kept = is_ascii_lower(c) || is_ascii_digit(c) || c == '_' || byte >= 0x80;
    if (kept)
      name += c;
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  if (!name.empty() && name.back() == '-') name.pop_back();
  return name;
}

void import_groups(SavedStores& stores, const SavedCommand& command) {
  if (!command.name.empty() || !command.rest.empty())
    throw Error("--import takes a file and nothing else");
  // Folders with the same name are one group.
  std::map<std::string, std::vector<std::string>> groups;
  for (const auto& [folder, sources] : read_opml(command.import))
    if (const std::string name = group_name(folder); !name.empty())
      groups[name].insert(groups[name].end(), sources.begin(), sources.end());
  for (const auto& [name, sources] : groups) {
    stores.queries().set_source_group(name, sources);
    if (!command.quiet)
      fmt::print("group {}: {}\n", name,
                 printable_text(fmt::format("{}", fmt::join(sources, ", "))));
  }
  if (groups.empty())
    throw Error(fmt::format("{} has no folder with feeds", command.import),
                "name a group's sources instead: dateline-indexer group NAME SOURCE...");
}

/// Checks the query and saves it. An alert of it has first looked with the old one at what is new.
void save_query(const std::filesystem::path& folder, SavedStores& stores, const std::string& name,
                const SavedCommand& command) {
  const std::string text = fmt::format("{}", fmt::join(command.rest, " "));
  const alerts::QueryCheck check = alerts::check_query(folder, text, now());
  if (stores.alerts().find(name))
    queue_hits(stores, alerts::find_new_hits(folder, now(), 1, name), now());
  stores.queries().save({name, text, now()});
  print_check(name, check, command.quiet, command.json);
}

}  // namespace

int run_query_command(const std::filesystem::path& folder, const SavedCommand& command) {
  if (command.name.empty() && !command.remove) {
    list_queries(SavedStores(folder), command.json);
    return kDone;
  }
  if (command.remove) check_removal(command);
  const std::string name = normal_name(command.name);
  SavedStores stores(folder);
  if (command.remove) {
    if (stores.alerts().find(name))
      throw Error(fmt::format("the alert {} is of this query", name),
                  fmt::format("first: dateline-indexer alert {} --remove", name));
    if (!stores.queries().remove(name))
      throw Error(fmt::format("there is no saved query {}", name));
  } else if (command.rest.empty()) {
    const std::optional<SavedQuery> saved = stores.queries().query(name);
    if (!saved) throw Error(fmt::format("there is no saved query {}", name));
    fmt::print("{}\n", printable_text(saved->text));
  } else {
    save_query(folder, stores, name, command);
  }
  return kDone;
}

int run_group_command(const std::filesystem::path& folder, const SavedCommand& command) {
  if (command.name.empty() && command.import.empty() && !command.remove) {
    list_groups(SavedStores(folder), command.json);
    return kDone;
  }
  if (command.remove) check_removal(command);
  if (!command.import.empty()) {
    SavedStores stores(folder);
    import_groups(stores, command);
    return kDone;
  }
  const std::string name = normal_name(command.name);
  SavedStores stores(folder);
  if (command.remove) {
    if (!stores.queries().remove_source_group(name))
      throw Error(fmt::format("there is no group of sources {}", name));
  } else if (command.rest.empty()) {
    const std::vector<std::string> sources = stores.queries().source_group(name);
    if (sources.empty()) throw Error(fmt::format("there is no group of sources {}", name));
    for (const std::string& source : sources) fmt::print("{}\n", printable_text(source));
  } else {
    stores.queries().set_source_group(name, command.rest);
  }
  return kDone;
}

}  // namespace dateline::indexing
