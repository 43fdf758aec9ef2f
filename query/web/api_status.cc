// SPDX-License-Identifier: GPL-2.0-or-later
// What the archive holds, the server's metrics, and the description of the API.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "routes.h"
#include "schema.h"
#include "service.h"
#include "version.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;
using Kind = SearchOption::Kind;

Json value_schema(const SearchOption& option) {
  Json schema;
  switch (option.kind) {
    case Kind::count:
      schema = {{"type", "integer"}, {"minimum", static_cast<std::uint64_t>(option.least)}};
      if (option.most > option.least) schema["maximum"] = static_cast<std::uint64_t>(option.most);
      if (!option.otherwise.empty()) schema["default"] = count_of(std::string(option.otherwise));
      break;
    case Kind::number:
      schema = {{"type", "number"}, {"minimum", option.least}, {"maximum", option.most}};
      if (!option.otherwise.empty()) schema["default"] = number_of(std::string(option.otherwise));
      break;
    case Kind::flag:
      schema = {
          {"type", "integer"}, {"enum", {0, 1}}, {"default", option.otherwise == "1" ? 1 : 0}};
      break;
    case Kind::choice:
      schema = {{"type", "string"}, {"enum", option.choices}};
      if (!option.otherwise.empty()) schema["default"] = option.otherwise;
      break;
    case Kind::text:
    case Kind::date:
    case Kind::facets:
      schema = {{"type", "string"}};
      break;
  }
  if (option.repeatable) schema = {{"type", "array"}, {"items", schema}};
  return schema;
}

Json parameters_of(const Route& route) {
  Json list = Json::array();
  if (route.path.ends_with("{id}"))
    list.push_back({{"name", "id"},
                    {"in", "path"},
                    {"required", true},
                    {"description", "of an article, as hits have it"},
                    {"schema", {{"type", "string"}}}});
  for (const SearchOption& option : route.parameters) {
    Json one{{"name", option.name}, {"in", "query"}, {"description", option.help}};
    if (option.repeatable) one["explode"] = true;
    one["schema"] = value_schema(option);
    list.push_back(std::move(one));
  }
  return list;
}

Json answers_of(const Route& route) {
  Json content = Json::object();
  for (const std::string_view type : route.types) content[std::string(type)] = Json::object();
  Json answers{{"200", {{"description", route.help}, {"content", content}}}};
  if (route.search) answers["304"] = {{"description", "As it was (If-None-Match)."}};
  const Json problem{{"$ref", "#/components/responses/problem"}};
  for (const char* status : {"400", "401", "404", "503", "504"})
    if (route.search || route.stream || std::string_view(status) == "401")
      answers[status] = problem;
  return answers;
}

/// Null where the archive is complete.
Json incomplete_json(const std::optional<Incompleteness>& incomplete) {
  if (!incomplete) return nullptr;
  return {{"state", incomplete->state},
          {"command", incomplete->command.empty() ? Json(nullptr) : Json(incomplete->command)},
          {"since", incomplete->since ? Json(format_timestamp(*incomplete->since)) : Json(nullptr)},
          {"read", incomplete->read},
          {"findable", incomplete->findable},
          {"waiting", incomplete->waiting},
          {"message", incomplete->message}};
}

}  // namespace

HttpAnswer archive_status(const ParsedRequest& parsed, Searcher& searcher) {
  SearchRequest everything;
  everything.now = parsed.search.now;
  everything.page.counts_only = true;
  everything.advice.suggest = false;
  everything.counts.facets = {{"source", 0}, {"language", 0}};
  everything.counts.timeline = Period::day;
  const Results results = searcher.search(everything);
  const std::vector<TimelineEntry>& days = results.timeline->entries;
  const auto values = [&](const Facet& facet) {
    Json list = Json::array();
    for (const FacetValue& value : facet.values)
      list.push_back(Json{{"value", value.value}, {"count", value.count}});
    return list;
  };
  const Json json{{"schema_version", 1},
                  {"revision", searcher.revision()},
                  {"articles", results.total},
                  {"undated", results.timeline->missing},
                  {"first_day", days.empty() ? Json(nullptr) : Json(days.front().date)},
                  {"last_day", days.empty() ? Json(nullptr) : Json(days.back().date)},
                  {"sources", values(results.facets[0])},
                  {"languages", values(results.facets[1])},
                  {"incomplete", incomplete_json(results.incomplete)},
                  {"versions",
                   {{"dateline", kVersion},
                    {"format", schema::kFormatVersion},
                    {"analysis", schema::kAnalysisVersion}}}};
  return {200,
          "application/json",
          json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n",
          {}};
}

HttpAnswer metrics_text(const ParsedRequest&, const Service& service) {
  return {200,
          "text/plain; version=0.0.4; charset=utf-8",
          service.metrics_text(),
          {{"Cache-Control", "no-store"}}};
}

HttpAnswer openapi(const ParsedRequest&, const Service&) {
  Json paths = Json::object();
  for (const Route& route : routes())
    paths[std::string(route.path)]["get"] = {{"operationId", route.name},
                                             {"summary", route.help},
                                             {"parameters", parameters_of(route)},
                                             {"responses", answers_of(route)}};
  const Json problem{{"description", "What is wrong (RFC 9457)."},
                     {"content",
                      {{"application/problem+json",
                        {{"schema",
                          {{"type", "object"},
                           {"properties",
                            {{"type", {{"type", "string"}}},
                             {"title", {{"type", "string"}}},
                             {"status", {{"type", "integer"}}},
                             {"detail", {{"type", "string"}}},
                             {"hint", {{"type", "string"}}},
                             {"parameter", {{"type", "string"}}}}}}}}}}}};
  const Json json{{"openapi", "3.1.0"},
                  {"info",
                   {{"title", "Dateline"},
                    {"version", kVersion},
                    {"description", "Searches an archive of news. It changes nothing."}}},
                  {"servers", Json::array({{{"url", "/"}}})},
                  {"security", Json::array({Json::object(), {{"token", Json::array()}}})},
                  {"paths", paths},
                  {"components",
                   {{"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}},
                    {"responses", {{"problem", problem}}}}}};
  return {200, "application/json", json.dump() + "\n", {{"Cache-Control", "no-cache"}}};
}

}  // namespace dateline::searching
