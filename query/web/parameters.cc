// SPDX-License-Identifier: GPL-2.0-or-later
#include "parameters.h"

#include <fmt/format.h>

#include <algorithm>

#include "error.h"
#include "problem.h"

namespace dateline::searching {
namespace {

constexpr double kMostHits = 1000;     // on a page
constexpr double kLongestSearch = 60;  // seconds
constexpr double kFurthestHit = 1e9;

HttpAnswer bad(const std::string& name, const std::string& detail, const std::string& hint = {}) {
  return problem(400, "A parameter cannot be used", detail, hint, name);
}

std::string names_of(const std::vector<SearchOption>& table) {
  std::string names;
  for (const SearchOption& option : table)
    names += (names.empty() ? "" : ", ") + std::string(option.name);
  return names;
}

std::string hint_for(const SearchOption& option) {
  if (option.name == "limit") return "take offset for the next page, /api/export for all hits";
  return "";
}

SearchOption query_option() {
  SearchOption option;
  option.name = "q";
  option.help = "the query; without one, every article";
  option.set = [](SearchRequest& r, const std::string& value) { r.query.text = value; };
  return option;
}

}  // namespace

std::optional<std::string> ParsedRequest::value(std::string_view name) const {
  const auto found = std::ranges::find(given, name, &std::pair<std::string, std::string>::first);
  if (found == given.end()) return std::nullopt;
  return found->second;
}

std::vector<SearchOption> parameters(std::span<const std::string_view> names) {
  std::vector<SearchOption> table;
  for (const std::string_view name : names) {
    if (name == "q") {
      table.push_back(query_option());
      continue;
    }
    const auto known = std::ranges::find(search_options(), name, &SearchOption::name);
    SearchOption option = *known;
    if (name == "limit") {
      option.help = "hits on a page";
      option.least = 1;
      option.most = kMostHits;
    } else if (name == "offset") {
      option.most = kFurthestHit;
    } else if (name == "timeout") {
      option.help = "seconds a search may take";
      option.least = 0.001;
      option.most = kLongestSearch;
    }
    table.push_back(option);
  }
  return table;
}

std::vector<SearchOption> parameters(std::initializer_list<std::string_view> names) {
  return parameters(std::span(names.begin(), names.size()));
}

std::optional<HttpAnswer> read_parameters(const Pairs& given,
                                          const std::vector<SearchOption>& table,
                                          ParsedRequest& parsed) {
  for (const auto& [name, value] : given)
    if (std::ranges::find(table, name, &SearchOption::name) == table.end())
      return bad(name, fmt::format("The route has no parameter \"{}\".", name),
                 table.empty() ? "it has no parameters" : "its parameters: " + names_of(table));
  for (const SearchOption& option : table) {
    std::size_t times = 0;
    for (const auto& [name, value] : given) {
      if (name != option.name) continue;
      if (++times > 1 && !option.repeatable)
        return bad(name, fmt::format("{} is given more than once.", name));
      if (const std::string reason = complaint(option, value); !reason.empty())
        return bad(name, fmt::format("{}: {}.", name, reason), hint_for(option));
      try {
        if (option.set != nullptr) option.set(parsed.search, value);
      } catch (const Error& e) {
        const std::string what = e.what();
        return bad(name, what.substr(what.starts_with("--") ? 2 : 0) + ".", e.hint());
      }
      parsed.given.emplace_back(name, value);
    }
  }
  return std::nullopt;
}

}  // namespace dateline::searching
