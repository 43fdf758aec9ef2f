// SPDX-License-Identifier: GPL-2.0-or-later
#include "new_articles.h"

#include "error.h"
#include "matching/match.h"
#include "request/search_request.h"
#include "search/pipeline.h"
#include "search/saved_queries.h"

namespace dateline::alerts {

using namespace dateline::searching;

namespace {

constexpr double kSeconds = 10;  // that the search of one alert may take

std::optional<Moment> moment_of(std::optional<Row> as_of) {
  return as_of ? std::optional(Moment{*as_of, 0}) : std::nullopt;
}

}  // namespace

NewArticles::NewArticles(const std::filesystem::path& folder, Timestamp now,
                         std::optional<Row> last, std::optional<Row> as_of)
    : snapshot_(folder, moment_of(as_of)), now_(now), last_(snapshot_.last_row()) {
  if (last && *last != last_) throw Error("the archive has changed meanwhile");
}

const DocSet& NewArticles::after(Row row) {
  const auto [place, is_new] = after_.try_emplace(row);
  if (!is_new) return place->second;
  DocSet documents = snapshot_.no_documents();
  snapshot_.all_documents().for_each([&](Row one) {
    if (one > row) documents.insert(one);
  });
  return place->second = std::move(documents);
}

DocSet NewArticles::match(const std::string& text, const DocSet& within) {
  SearchRequest request;
  request.query.text = text;
  request.now = now_;
  ParsedQuery parsed = parse_query(request);
  std::vector<Note> notes;
  expand_saved(parsed.query, snapshot_.catalog(), now_, notes);
  Deadline deadline(kSeconds);
  Matcher matcher(snapshot_, deadline);
  return matcher.match(parsed.query, &within);
}

bool NewArticles::matches(const std::string& text, Row row) {
  if (row > snapshot_.last_document()) return false;
  DocSet one = snapshot_.no_documents();
  one.insert(row);
  return !match(text, one).empty();
}

}  // namespace dateline::alerts
