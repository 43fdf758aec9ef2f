// SPDX-License-Identifier: GPL-2.0-or-later
#include "message.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "catalog/catalog_statistics.h"
#include "dates/dates.h"
#include "matching/text_positions.h"
#include "request/search_request.h"
#include "results/output_escape.h"
#include "search/pipeline.h"
#include "search/saved_queries.h"
#include "search/snippet.h"
#include "snapshot/snapshot.h"

namespace dateline::alerts {

using namespace dateline::searching;
using Json = nlohmann::ordered_json;

namespace {

/// A query and what marks its matches in an article.
struct Marker {
  Query query;
  std::unique_ptr<Highlighter> highlighter;
};

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json to_json(const Message& message, const ToldArticle& told) {
  const auto text = [](const std::string& s) { return s.empty() ? Json() : Json(s); };
  const Article& a = told.stored.article;
  return {{"alert", message.alert.name},
          {"delivery", message.id},
          {"hit", fmt::format("{}.{}", message.alert.name, told.hit.row)},
          {"digest", message.digest},
          {"id", a.id},
          {"row", told.stored.row},
          {"title", text(a.title)},
          {"source", text(a.source)},
          {"section", text(a.section)},
          {"author", text(a.author)},
          {"language", text(a.language)},
          {"published", a.published ? Json(format_timestamp(*a.published)) : Json()},
          {"url", text(a.url)},
          {"words", told.stored.words},
          {"snippet", text(html_marked(told.snippet))},
          {"changed", told.stored.replaces != 0},
          {"first_seen", format_timestamp(told.stored.first_seen)},
          {"added", format_timestamp(told.stored.added)},
          {"found", format_timestamp(told.hit.found)},
          {"query", told.hit.text},
          {"engine", told.hit.engine}};
}

}  // namespace

struct MessageWriter::State {
  State(const std::filesystem::path& folder, Timestamp time)
      : snapshot(folder), now(time), uuid(snapshot.catalog().statistics().uuid()) {}

  Marker& marker(const std::string& text) {
    const auto [place, is_new] = markers.try_emplace(text);
    Marker& marker = place->second;
    if (!is_new) return marker;
    SearchRequest request;
    request.query.text = text;
    request.now = now;
    marker.query = parse_query(request).query;
    std::vector<Note> notes;
    expand_saved(marker.query, snapshot.catalog(), now, notes);
    marker.highlighter = std::make_unique<Highlighter>(
        marker.query, english_forms_of(marker.query, snapshot.word_frequency()));
    return marker;
  }

  Snapshot snapshot;
  const Timestamp now;
  const std::string uuid;
  std::map<std::string, Marker> markers;  // by the text of the query
};

MessageWriter::MessageWriter(const std::filesystem::path& folder, Timestamp now)
    : state_(std::make_unique<State>(folder, now)) {}
MessageWriter::~MessageWriter() = default;

Message MessageWriter::write(const Alert& alert, const AlertDelivery& delivery,
                             const std::vector<AlertHit>& hits) {
  Message message;
  message.alert = alert;
  message.digest = delivery.digest;
  message.id =
      fmt::format("{}-{}-{}", state_->uuid, delivery.batch, hits.empty() ? 0 : hits.front().row);
  const Catalog& catalog = state_->snapshot.catalog();
  for (const AlertHit& hit : hits) {
    const std::optional<KnownArticle> known = catalog.find(hit.article);
    if (!known || known->status != Status::usable) continue;
    std::optional<StoredArticle> stored = catalog.article(known->row);
    if (!stored) continue;
    ToldArticle told{hit, std::move(*stored), {}, {}};
    Highlighter& highlighter = *state_->marker(hit.text).highlighter;
    highlighter.set(told.stored.article);
    told.title = highlighter.headline();
    told.snippet = highlighter.passage();
    message.articles.push_back(std::move(told));
  }
  return message;
}

std::string json_lines(const Message& message) {
  std::string lines;
  for (const ToldArticle& told : message.articles) lines += dump(to_json(message, told)) + "\n";
  return lines;
}

std::string json_object(const Message& message) {
  Json articles = Json::array();
  for (const ToldArticle& told : message.articles) articles.push_back(to_json(message, told));
  return dump({{"schema_version", 1},
               {"alert", message.alert.name},
               {"delivery", message.id},
               {"digest", message.digest},
               {"articles", articles}});
}

}  // namespace dateline::alerts
