// SPDX-License-Identifier: GPL-2.0-or-later
#include "json_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>

#include "json_values.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

/// Members that say what an object is, as in {"name": "Ann Smith"}, {"rendered": "Headline"} and
/// {"$date": "2024-05-01T09:30:00Z"}.
constexpr std::string_view kNameKeys[] = {"name",  "text",    "value",       "rendered", "main",
                                          "$date", "$oid",    "$numberLong", "original", "title",
                                          "iso",   "literal", "domain"};

/// {"family": "Smith", "given": "Ann"} → "Ann Smith".
std::string person_of(object from) {
  static constexpr std::pair<std::string_view, std::string_view> kKeys[] = {
      {"family", "given"},       {"last_name", "first_name"}, {"lastName", "firstName"},
      {"lastname", "firstname"}, {"surname", "forename"},     {"family_name", "given_name"}};
  for (const auto& [family_key, given_key] : kKeys) {
    std::string_view family, given;
    if (from[family_key].get(family) != simdjson::SUCCESS) continue;
    if (from[given_key].get(given) != simdjson::SUCCESS) return std::string(family);
    return one_line(fmt::format("{} {}", given, family));
  }
  return {};
}

std::string object_text(object from, std::string_view separator) {
  for (const std::string_view key : kNameKeys)
    if (element name; from[key].get(name) == simdjson::SUCCESS && !name.is_null() &&
                      (!name.is_object() || key.front() == '$'))
      return json_value_text(name, separator);
  return person_of(from);
}

/// Adds what the steps lead to.
class PathWalk {
 public:
  explicit PathWalk(std::string_view separator) : separator_(separator) {}

  void walk(element from, std::span<const std::string_view> steps) {
    if (steps.empty()) return add(json_value_text(from, separator_));
    const std::string_view step = steps.front();
    if (object record; from.get(record) == simdjson::SUCCESS) {
      if (element found; record[step].get(found) == simdjson::SUCCESS)
        walk(found, steps.subspan(1));
      return;
    }
    simdjson::dom::array array;
    if (from.get(array) != simdjson::SUCCESS) return;
    if (const std::size_t equal = step.find('='); equal != std::string_view::npos) {
      for (const element item : array)
        if (matches(item, step.substr(0, equal), step.substr(equal + 1)))
          walk(item, steps.subspan(1));
      return;
    }
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), number);
    if (!step.empty() && error == std::errc() && end == step.data() + step.size()) {
      if (element found; array.at(number).get(found) == simdjson::SUCCESS)
        walk(found, steps.subspan(1));
      return;
    }
    const bool each = step.empty() || step == "*";
    for (const element item : array) walk(item, steps.subspan(each ? 1 : 0));
  }

  std::string joined;
  std::size_t count = 0;

 private:
  /// The object has one of the values, which are parted by commas.
  static bool matches(element item, std::string_view key, std::string_view values) {
    object record;
    if (item.get(record) != simdjson::SUCCESS) return false;
    element found;
    if (record[key].get(found) != simdjson::SUCCESS) return false;
    const std::string text = json_text(found);
    while (!values.empty()) {
      const std::size_t end = std::min(values.find(','), values.size());
      if (values.substr(0, end) == text) return true;
      values.remove_prefix(std::min(end + 1, values.size()));
    }
    return false;
  }

  void add(const std::string& text) {
    if (separator_.empty()) {  // the values hold the blanks between them
      joined += text;
      return;
    }
    if (trim(text).empty()) return;
    joined.append(joined.empty() ? std::string_view() : separator_).append(trim(text));
    ++count;
  }

  std::string_view separator_;
};

PathWalk walk_path(object from, std::string_view path, std::string_view separator) {
  PathWalk walk(separator);
  const std::vector<std::string_view> steps = json_path_steps(path);
  if (element found; from[path].get(found) == simdjson::SUCCESS)
    walk.walk(found, {});
  else if (!steps.empty() && from[steps.front()].get(found) == simdjson::SUCCESS)
    walk.walk(found, std::span(steps).subspan(1));
  return walk;
}

}  // namespace

std::string json_value_text(element value, std::string_view separator) {
  if (object named; value.get(named) == simdjson::SUCCESS) return object_text(named, separator);
  if (value.type() != element_type::ARRAY) return json_text(value);
  std::string joined;
  std::vector<std::string> names;  // each once, where a list is of names
  for (const element item : simdjson::dom::array(value)) {
    const std::string text = json_value_text(item, separator);
    if (separator == ", ") {
      if (std::ranges::find(names, text) != names.end()) continue;
      names.push_back(text);
    }
    if (separator.empty())
      joined += text;
    else if (!trim(text).empty())
      joined.append(joined.empty() ? std::string_view() : separator).append(trim(text));
  }
  return joined;
}

std::vector<std::string_view> json_path_steps(std::string_view path) {
  std::vector<std::string_view> steps;
  while (!path.empty()) {
    const bool bracket = path.front() == '[';
    const std::size_t begin = bracket ? 1 : 0;
    const std::size_t end = std::min(path.find_first_of(bracket ? "]" : ".[", begin), path.size());
    steps.push_back(path.substr(begin, end - begin));
    path.remove_prefix(std::min(bracket ? end + 1 : end, path.size()));
    if (path.starts_with('.')) path.remove_prefix(1);
  }
  return steps;
}

std::string json_text_at(object from, std::string_view path, std::string_view separator) {
  return walk_path(from, path, separator).joined;
}

std::size_t json_values_at(object from, std::string_view path) {
  if (from[path].error() == simdjson::SUCCESS) return 1;
  return walk_path(from, path, "\n").count;
}

}  // namespace dateline::indexing
