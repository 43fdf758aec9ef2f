// SPDX-License-Identifier: GPL-2.0-or-later
#include "json_article.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

/// Members that say what an object is, as in {"name": "Ann Smith"}, {"rendered": "Headline"} and
/// {"$date": "2024-05-01T09:30:00Z"}.
constexpr std::string_view kNameKeys[] = {"name",  "text", "value",      "rendered",
                                          "$date", "$oid", "$numberLong"};

/// A value as text; arrays joined by `separator`. Empty for what has none.
std::string text_of(element value, std::string_view separator) {
  switch (value.type()) {
    case element_type::STRING:
      return std::string(std::string_view(value));
    case element_type::INT64:
      return fmt::format("{}", std::int64_t(value));
    case element_type::UINT64:
      return fmt::format("{}", std::uint64_t(value));
    case element_type::DOUBLE:
      return fmt::format("{}", double(value));
    case element_type::OBJECT:
      for (const std::string_view key : kNameKeys)
        if (element name;
            value[key].get(name) == simdjson::SUCCESS && (!name.is_object() || key.front() == '$'))
          return text_of(name, separator);
      return {};
    case element_type::ARRAY: {
      std::string joined;
      for (const element item : simdjson::dom::array(value)) {
        const std::string text = text_of(item, separator);
        if (trim(text).empty()) continue;
        joined.append(joined.empty() ? "" : separator).append(trim(text));
      }
      return joined;
    }
    default:
      return {};
  }
}

std::string_view separator_of(ArticleField part) {
  return part == ArticleField::body ? "\n\n" : ", ";
}

/// The steps of a path: "data.headline", "authors[].name", "authors[0].name", "authors.0.name".
std::vector<std::string_view> steps_of(std::string_view path) {
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

/// Adds the text of what the steps lead to. A step into an array that is no number goes into each
/// of its elements.
void collect_text(element from, std::span<const std::string_view> steps, std::string_view separator,
                  std::string& joined) {
  if (steps.empty()) {
    const std::string text = text_of(from, separator);
    if (!trim(text).empty()) joined.append(joined.empty() ? "" : separator).append(trim(text));
    return;
  }
  const std::string_view step = steps.front();
  if (object record; from.get(record) == simdjson::SUCCESS) {
    if (element found; record[step].get(found) == simdjson::SUCCESS)
      collect_text(found, steps.subspan(1), separator, joined);
    return;
  }
  simdjson::dom::array array;
  if (from.get(array) != simdjson::SUCCESS) return;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), number);
  if (!step.empty() && error == std::errc() && end == step.data() + step.size()) {
    if (element found; array.at(number).get(found) == simdjson::SUCCESS)
      collect_text(found, steps.subspan(1), separator, joined);
    return;
  }
  const bool each = step.empty() || step == "*";
  for (const element item : array)
    collect_text(item, steps.subspan(each ? 1 : 0), separator, joined);
}

/// The text at `path`: a key, or keys from the outside in.
std::string text_at(object from, std::string_view path, std::string_view separator) {
  std::string text;
  const std::vector<std::string_view> steps = steps_of(path);
  if (element found; from[path].get(found) == simdjson::SUCCESS)
    collect_text(found, {}, separator, text);
  else if (!steps.empty() && from[steps.front()].get(found) == simdjson::SUCCESS)
    collect_text(found, std::span(steps).subspan(1), separator, text);
  return text;
}

/// The four hexadecimal digits of "\uD83D" at `at`.
std::optional<unsigned> escape_at(std::string_view json, std::size_t at) {
  if (at + 6 > json.size() || json[at] != '\\' || json[at + 1] != 'u') return std::nullopt;
  unsigned code = 0;
  const char* end = json.data() + at + 6;
  if (std::from_chars(json.data() + at + 2, end, code, 16).ptr != end) return std::nullopt;
  return code;
}

bool is_high(std::optional<unsigned> code) { return code && *code >= 0xD800 && *code < 0xDC00; }
bool is_low(std::optional<unsigned> code) { return code && *code >= 0xDC00 && *code < 0xE000; }

/// The JSON with "\ufffd" for every escaped half of a character.
std::string without_lone_surrogates(std::string_view json) {
  std::string mended;
  for (std::size_t at = 0; at < json.size();) {
    std::size_t size = json[at] == '\\' ? 2 : 1;
    const std::optional<unsigned> code = escape_at(json, at);
    if (code) size = 6;
    if (is_high(code) && is_low(escape_at(json, at + 6)))
      size = 12;
    else if (is_high(code) || is_low(code))
      mended += "\\ufffd", at += 6, size = 0;
    mended += json.substr(at, size);
    at += size;
  }
  return mended;
}

std::vector<std::string> keys_of(object from) {
  std::vector<std::string> keys;
  for (const auto member : from) keys.emplace_back(member.key);
  return keys;
}

/// What simdjson says, as a clause.
std::string reason_for(simdjson::error_code error) {
  if (error == simdjson::DEPTH_ERROR) return "the JSON is nested too deep";
  if (error == simdjson::STRING_ERROR) return "the JSON has a broken string";
  if (error == simdjson::UNCLOSED_STRING) return "the JSON has a string without its closing quote";
  return "the line is not valid JSON";
}

}  // namespace

simdjson::simdjson_result<element> JsonArticle::parse(std::string_view json) {
  constexpr std::size_t kKeep = std::size_t{16} << 20;
  if (parser_.capacity() > kKeep) parser_ = simdjson::dom::parser();
  auto parsed = parser_.parse(json.data(), json.size());
  if (parsed.error() == simdjson::STRING_ERROR) {
    mended_ = without_lone_surrogates(json);
    parsed = parser_.parse(mended_);
  }
  return parsed;
}

void JsonArticle::collect(object from) {
  parts_.clear();
  for (const MappedKey& mapped : mapped_)
    parts_.set_mapped(mapped.part, text_at(from, mapped.key, separator_of(mapped.part)));
  for (const auto member : from)
    if (const auto known = known_alias(member.key);
        known &&
        !(known->part == ArticleField::author && member.value.is_number()))  // of another table
      parts_.set(*known, text_of(member.value, separator_of(known->part)));
}

Record JsonArticle::read(std::string_view json, std::uint64_t line) {
  element root;
  if (const auto error = parse(json).get(root)) return Rejection{line, reason_for(error), {}};
  object record;
  if (root.get(record) != simdjson::SUCCESS)
    return Rejection{line, "the JSON is not an object", {}};
  collect(record);
  parts_.drop_markup();
  Article article = make_article(parts_, options_);
  if (!has_text(article)) return no_text(line, "the JSON object", keys_of(record));
  return article;
}

bool JsonArticle::is_article(std::string_view json) {
  object record;
  if (parse(json).get(record) != simdjson::SUCCESS) return false;
  collect(record);
  return !parts_[ArticleField::title].empty() || !parts_[ArticleField::body].empty();
}

}  // namespace dateline::indexing
