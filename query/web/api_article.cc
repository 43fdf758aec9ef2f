// SPDX-License-Identifier: GPL-2.0-or-later
// One article as JSON, for the reading pane.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "problem.h"
#include "results/article_versions.h"
#include "results/output_escape.h"
#include "routes.h"
#include "search/versions_of_article.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }
Json time_or_null(const std::optional<Timestamp>& time) {
  return time ? Json(format_timestamp(*time)) : Json(nullptr);
}

void add_spans(const char* field, const std::vector<MarkedText::Mark>& marks, Json& spans) {
  for (const MarkedText::Mark& mark : marks)
    spans.push_back(
        Json{{"field", field}, {"offset", mark.begin}, {"length", mark.end - mark.begin}});
}

/// Where it came from.
Json from_json(const StoredArticle& stored) {
  if (stored.input_name.empty()) return nullptr;
  return {{"input", stored.input_name},
          {"line", stored.line == 0 ? Json(nullptr) : Json(stored.line)},
          {"run", stored.run}};
}

HttpAnswer no_article(const std::string& id) {
  return problem(404, "No such article", fmt::format("No article has the id {}.", id),
                 "each hit of /api/search has an id");
}

/// The archive and its state, as every answer has it.
Json json_of(const ArchiveState& archive) {
  return {{"id", archive.uuid},         {"state", archive.revision},
          {"row", archive.last_row},    {"articles", archive.articles},
          {"program", archive.program}, {"analysis", archive.analysis}};
}

Json json_of(const ArticleView& view, const Searcher& searcher) {
  const StoredArticle& stored = view.stored;
  const Article& a = stored.article;
  Json spans = Json::array();
  add_spans("title", view.in_title, spans);
  add_spans("body", view.in_body, spans);
  return {{"schema_version", 1},
          {"revision", searcher.revision()},
          {"archive", json_of(searcher.archive())},
          {"id", a.id},
          {"title", text_or_null(a.title)},
          {"source", text_or_null(a.source)},
          {"section", text_or_null(a.section)},
          {"author", text_or_null(a.author)},
          {"language", text_or_null(a.language)},
          {"country", text_or_null(a.country)},
          {"type", text_or_null(a.type)},
          {"topics", a.topics},
          {"page", text_or_null(a.page)},
          {"edition", text_or_null(a.edition)},
          {"ocr_confidence", a.ocr_confidence ? Json(*a.ocr_confidence) : Json(nullptr)},
          {"published", time_or_null(a.published)},
          {"first_seen", format_timestamp(stored.first_seen)},
          {"from", from_json(stored)},
          {"url", text_or_null(a.url)},
          {"words", stored.words},
          {"version", a.version == 0 ? Json(nullptr) : Json(a.version)},
          {"body", a.body},
          {"spans", spans}};
}

}  // namespace

HttpAnswer show_article(const ParsedRequest& parsed, Searcher& searcher) {
  const std::optional<ArticleView> view =
      searcher.article(parsed.id, parsed.query, parsed.search.now);
  if (!view) return no_article(parsed.id);
  return {200,
          "application/json",
          json_of(*view, searcher).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n",
          {}};
}

namespace {

template <class Found>
HttpAnswer presented(const Found& found) {
  std::ostringstream out;
  PresentOptions options;
  options.format = OutputFormat::json;
  present(out, found, options);
  return {200, "application/json", std::move(out).str(), {}};
}

}  // namespace

HttpAnswer list_versions(const ParsedRequest& parsed, Searcher& searcher) {
  const std::optional<ArticleVersions> versions = searcher.versions(parsed.id);
  return versions ? presented(*versions) : no_article(parsed.id);
}

HttpAnswer show_difference(const ParsedRequest& parsed, Searcher& searcher) {
  VersionsWanted wanted{parsed.id, {}};
  const std::optional<std::string> from = parsed.value("from"), to = parsed.value("to");
  if (from.has_value() != to.has_value())
    return problem(400, "A parameter cannot be used", "from and to belong together.", "",
                   from ? "to" : "from");
  if (from) wanted.numbers.emplace(count_of(*from), count_of(*to));
  const std::optional<ArticleDiff> difference = searcher.difference(wanted, false);
  return difference ? presented(*difference) : no_article(parsed.id);
}

}  // namespace dateline::searching
