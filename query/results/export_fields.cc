// SPDX-License-Identifier: GPL-2.0-or-later
#include "export_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "error.h"
#include "output_escape.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }
Json time_or_null(const std::optional<Timestamp>& time) {
  return time ? Json(format_timestamp(*time)) : Json(nullptr);
}

/// The day it is of where it was written, or in UTC where that is not known.
Json day_of(const Hit& hit) {
  if (!hit.published) return nullptr;
  return period_name(*hit.published + hit.utc_offset.value_or(0), Period::day);
}

/// Null where that is not known.
Json origin_of(const Hit& hit) {
  if (hit.from.input.empty()) return nullptr;
  return {{"input", hit.from.input},
          {"line", hit.from.line == 0 ? Json(nullptr) : Json(hit.from.line)},
          {"run", hit.from.run}};
}

// clang-format off
const std::array kFields{
    ExportField{"rank", "its place, from 1", true, [](const Hit& h) -> Json { return h.rank; }},
    ExportField{"score", "of the ranking; 0 where nothing ranks", true,
                [](const Hit& h) -> Json { return std::round(h.score * 1e6) / 1e6; }},
    ExportField{"id", "of the article", false, [](const Hit& h) { return text_or_null(h.id); }},
    ExportField{"title", "headline", false, [](const Hit& h) { return text_or_null(h.title); }},
    ExportField{"source", "the outlet", false, [](const Hit& h) { return text_or_null(h.source); }},
    ExportField{"section", "of the outlet", false, [](const Hit& h) { return text_or_null(h.section); }},
    ExportField{"author", "byline", false, [](const Hit& h) { return text_or_null(h.author); }},
    ExportField{"language", "its code, as given or detected", false, [](const Hit& h) { return text_or_null(h.language); }},
    ExportField{"country", "of the outlet", false, [](const Hit& h) { return text_or_null(h.country); }},
    ExportField{"type", "the kind of article", false, [](const Hit& h) { return text_or_null(h.type); }},
    ExportField{"topics", "what the source says it is about", false, [](const Hit& h) -> Json { return h.topics; }},
    ExportField{"page", "where it was printed", false, [](const Hit& h) { return text_or_null(h.page); }},
    ExportField{"edition", "in which it was printed", false, [](const Hit& h) { return text_or_null(h.edition); }},
    ExportField{"ocr_confidence", "of a scanned text, 0 to 100", false,
                [](const Hit& h) { return h.ocr_confidence ? Json(*h.ocr_confidence) : Json(nullptr); }},
    ExportField{"published", "the instant, in UTC", false, [](const Hit& h) { return time_or_null(h.published); }},
    ExportField{"day", "the day where it was written", false, day_of},
    ExportField{"published_local", "the instant with its offset, where that is known", false,
                [](const Hit& h) { return h.published && h.utc_offset ? Json(local_time(*h.published, *h.utc_offset)) : Json(nullptr); }},
    ExportField{"date", "as the source wrote it", false, [](const Hit& h) { return text_or_null(h.date_text); }},
    ExportField{"first_seen", "when its first version was added", false,
                [](const Hit& h) -> Json { return format_timestamp(h.first_seen); }},
    ExportField{"added", "when this version was added", false,
                [](const Hit& h) -> Json { return format_timestamp(h.added); }},
    ExportField{"version", "as the source numbers it", false,
                [](const Hit& h) { return h.version == 0 ? Json(nullptr) : Json(h.version); }},
    ExportField{"url", "its address", false, [](const Hit& h) { return text_or_null(h.url); }},
    ExportField{"words", "of title and text", false, [](const Hit& h) -> Json { return h.words; }},
    ExportField{"from", "the input, line and run it came from", false, origin_of},
    ExportField{"story", "an id that articles with nearly its text share", false, [](const Hit& h) { return text_or_null(h.story); }},
    ExportField{"copies", "articles with nearly its text, itself included", false, [](const Hit& h) -> Json { return h.copies; }},
    ExportField{"hash", "of the content: equal for the same article in another archive", false,
                [](const Hit& h) { return text_or_null(h.hash); }},
    ExportField{"body", "the whole text", false, [](const Hit& h) { return text_or_null(h.body); }},
    ExportField{"snippet", "a passage with the matches", true,
                [](const Hit& h) { return text_or_null(html_marked(h.snippet)); }}};
// clang-format on

const ExportField* find(std::string_view name) {
  const auto found = std::ranges::find(kFields, name, &ExportField::name);
  return found == kFields.end() ? nullptr : &*found;
}

std::string names_of_all() {
  std::string names;
  for (const ExportField& field : kFields)
    names.append(names.empty() ? "" : ", ").append(field.name);
  return names;
}

}  // namespace

std::span<const ExportField> export_fields() { return kFields; }

FieldList field_list(std::string_view names) {
  FieldList list;
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(','), names.size());
    std::string_view name = names.substr(0, end);
    names.remove_prefix(std::min(end + 1, names.size()));
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (name == "all") {
      for (const ExportField& field : kFields)
        if (!field.of_search && std::ranges::find(list, &field) == list.end())
          list.push_back(&field);
      continue;
    }
    const ExportField* const field = find(name == "text" ? "body" : name);
    if (field == nullptr)
      throw Error(fmt::format("--fields: an article has no field \"{}\"", printable_text(name)),
                  "the fields are: all, " + names_of_all());
    if (std::ranges::find(list, field) == list.end()) list.push_back(field);
  }
  if (list.empty()) throw Error("--fields names no field", "for example --fields id,title,body");
  return list;
}

const FieldList& json_fields() {
  static const FieldList list = field_list(
      "rank,score,id,title,source,section,author,language,published,day,published_local,url,words,"
      "from,snippet");
  return list;
}

const FieldList& json_line_fields() {
  static const FieldList list = [] {
    FieldList fields = json_fields();
    fields.push_back(find("story"));
    fields.push_back(find("copies"));
    return fields;
  }();
  return list;
}

const FieldList& csv_fields() {
  static const FieldList list = field_list(
      "rank,score,id,title,source,section,author,language,published,url,words,snippet,story,"
      "copies");
  return list;
}

bool has_field(const FieldList& fields, std::string_view name) {
  return std::ranges::find(fields, name, &ExportField::name) != fields.end();
}

std::string cell_text(const ExportField& field, const Hit& hit) {
  if (field.name == "snippet") return hit.snippet.text;
  if (field.name == "from")
    return hit.from.line == 0 ? hit.from.input
                              : fmt::format("{}:{}", hit.from.input, hit.from.line);
  const Json value = field.json(hit);
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string lines;
  for (const Json& part : value)
    lines.append(lines.empty() ? "" : "\n").append(part.get<std::string>());
  return lines;
}

std::string local_time(Timestamp instant, int offset) {
  std::string text = format_timestamp(instant + offset);
  text.pop_back();  // Z
  const int minutes = std::abs(offset) / 60;
  return fmt::format("{}{}{:02}:{:02}", text, offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace dateline::searching
