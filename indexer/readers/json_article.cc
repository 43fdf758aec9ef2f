// SPDX-License-Identifier: GPL-2.0-or-later
#include "json_article.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "json_values.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

/// Members that give an object's value, as in {"name": "Ann Smith"}, {"rendered": "Headline"} and
/// {"$date": "2024-05-01T09:30:00Z"}.
constexpr std::string_view kNameKeys[] = {"name",     "text",  "value", "rendered",
                                          "main",     "$date", "$oid",  "$numberLong",
                                          "original", "title", "iso"};

/// Members whose members belong to the article, as in Guardian's "fields" and Webz's "thread".
constexpr std::string_view kInnerObjects[] = {
    "fields", "_source", "thread", "html", "attributes", "content", "meta", "metadata", "article"};

/// A value as text, with arrays joined by `separator`; empty if it has no text.
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

/// The rest of a path without its first point.
std::string_view trim_step(std::string_view path) {
  return path.starts_with('.') ? path.substr(1) : path;
}

/// Adds the text at the end of the steps. A step into an array that is no number is applied to each
/// element.
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

/// Bytes of the strings in a value.
std::size_t text_bytes(element value) {
  std::size_t bytes = 0;
  if (std::string_view text; value.get(text) == simdjson::SUCCESS) return text.size();
  if (simdjson::dom::array list; value.get(list) == simdjson::SUCCESS)
    for (const element item : list) bytes += text_bytes(item);
  if (object inner; value.get(inner) == simdjson::SUCCESS)
    for (const auto member : inner) bytes += text_bytes(member.value);
  return bytes;
}

bool is_inner_object(std::string_view key) {
  return std::ranges::find(kInnerObjects, key) != std::end(kInnerObjects);
}

std::vector<std::string> keys_of(object from) {
  std::vector<std::string> keys;
  for (const auto member : from) keys.emplace_back(member.key);
  return keys;
}

/// simdjson's reason, as a clause.
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
  return parse_json(parser_, json);
}

void JsonArticle::collect(object from) {
  parts_.clear();
  for (const MappedKey& mapped : mapped_)
    parts_.set_mapped(mapped.part, text_at(from, mapped.key, separator_of(mapped.part)));
  collect_members(from, 0);
}

void JsonArticle::collect_members(object from, unsigned depth) {
  constexpr unsigned kLater = 100;  // added to the rank of deeper keys
  for (const auto member : from) {
    const auto known = known_alias(member.key);
    std::string text;
    // A number is a key of another table.
    if (known && !(known->part == ArticleField::author && member.value.is_number()))
      text = text_of(member.value, separator_of(known->part));
    if (object inner; text.empty() && depth == 0 && is_inner_object(member.key) &&
                      member.value.get(inner) == simdjson::SUCCESS)
      collect_members(inner, depth + 1);
    else if (known)
      parts_.set({known->part, known->rank + depth * kLater, known->text}, text);
  }
}

void JsonArticle::count_bytes(object from) {
  for (const auto member : from) {
    const bool mapped = std::ranges::any_of(mapped_, [&](const MappedKey& key) {
      return key.key == member.key || steps_of(key.key).front() == member.key;
    });
    const bool read = mapped || known_alias(member.key) || is_inner_object(member.key);
    const std::size_t bytes = text_bytes(member.value);
    read ? bytes_.read(bytes) : bytes_.unread(member.key, bytes);
  }
}

std::optional<Rejection> JsonArticle::joined_records(object from, std::uint64_t line) const {
  for (const MappedKey& mapped : mapped_) {
    if (mapped.part != ArticleField::title && mapped.part != ArticleField::id) continue;
    const std::vector<std::string_view> steps = steps_of(mapped.key);
    std::string joined;
    if (element list; !steps.empty() && from[mapped.key].error() != simdjson::SUCCESS &&
                      from[steps.front()].get(list) == simdjson::SUCCESS)
      collect_text(list, std::span(steps).subspan(1), "\n", joined);
    const auto values = std::ranges::count(joined, '\n') + 1;
    const std::size_t each = mapped.key.find("[]");
    if (values < 2 || each == std::string::npos) continue;
    return Rejection{
        line, fmt::format("--map {} would join {} records into one", mapped.key, values),
        fmt::format("name the list of the records, and what is in one: --map record={} --map "
                    "title={}",
                    mapped.key.substr(0, each),
                    trim_step(mapped.key.substr(std::min(each + 2, mapped.key.size()))))};
  }
  return std::nullopt;
}

Record JsonArticle::read(std::string_view json, std::uint64_t line) {
  element root;
  if (const auto error = parse(json).get(root)) return Rejection{line, reason_for(error), {}};
  object record;
  if (root.get(record) != simdjson::SUCCESS)
    return Rejection{line, "the JSON is not an object", {}};
  if (std::optional<Rejection> joined = joined_records(record, line)) return *joined;
  collect(record);
  parts_.drop_markup();
  Article article = make_article(parts_, options_);
  if (!has_text(article)) return no_text(line, "the JSON object", keys_of(record));
  count_bytes(record);
  return article;
}

bool JsonArticle::is_article(std::string_view json) {
  object record;
  if (parse(json).get(record) != simdjson::SUCCESS) return false;
  collect(record);
  return !parts_[ArticleField::title].empty() || !parts_.text().empty();
}

}  // namespace dateline::indexing
