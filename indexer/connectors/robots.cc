// SPDX-License-Identifier: GPL-2.0-or-later
#include "robots.h"

#include <algorithm>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kMostBytes = 500 << 10;  // as RFC 9309 asks for
constexpr std::size_t kMostRules = 10'000;

/// Whether the path begins as the pattern says.
bool matches(std::string_view pattern, std::string_view path) {
  const bool whole = pattern.ends_with('$');
  if (whole) pattern.remove_suffix(1);
  // Where the last "*" stood: what comes after it is tried at each later place.
  std::size_t at = 0, star = std::string_view::npos, from = 0, p = 0;
  for (;;) {
    if (p == pattern.size() && (!whole || at == path.size())) return true;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = at;
    } else if (p < pattern.size() && at < path.size() && pattern[p] == path[at]) {
      ++p;
      ++at;
    } else if (star != std::string_view::npos && from < path.size()) {
      p = star + 1;
      at = ++from;
    } else {
      return false;
    }
  }
}

std::string_view path_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return url;
  const std::size_t path = url.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? std::string_view("/") : url.substr(path);
}

}  // namespace

Robots::Robots(std::string_view text, std::string_view agent) {
  std::vector<Rule> general, own;
  bool any_own = false, for_own = false, for_all = false, in_rules = false;
  text = text.substr(0, kMostBytes);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = trim(line.substr(0, line.find('#')));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string key = lower_ascii(trim(line.substr(0, colon)));
    const std::string_view value = trim(line.substr(colon + 1));
    if (key == "user-agent") {
      if (in_rules) for_own = for_all = in_rules = false;
      for_all = for_all || value == "*";
      for_own = for_own || lower_ascii(value) == agent;
      any_own = any_own || for_own;
    } else if (key == "allow" || key == "disallow") {
      in_rules = true;
      if (value.empty() || general.size() + own.size() >= kMostRules) continue;
      const Rule rule{std::string(value), key == "allow"};
      if (for_own) own.push_back(rule);
      if (for_all) general.push_back(rule);
    }
  }
  rules_ = any_own ? own : general;
}

Robots Robots::nothing_allowed() {
  Robots none;
  none.rules_.push_back({"/", false});
  return none;
}

bool Robots::allows(std::string_view url) const {
  const std::string_view path = path_of(url);
  const Rule* best = nullptr;
  for (const Rule& rule : rules_) {
    if (!matches(rule.path, path)) continue;
    const bool longer = best == nullptr || rule.path.size() > best->path.size();
    if (longer || (rule.path.size() == best->path.size() && rule.allowed)) best = &rule;
  }
  return best == nullptr || best->allowed;
}

}  // namespace dateline::indexing
