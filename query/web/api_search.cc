// SPDX-License-Identifier: GPL-2.0-or-later
// Searches, counts, completions and spelling: what the command line prints with --format json.
#include <sstream>

#include "results/presenter.h"
#include "routes.h"

namespace dateline::searching {
namespace {

HttpAnswer json_answer(std::string body) { return {200, "application/json", std::move(body), {}}; }

PresentOptions json_of(const Searcher& searcher) {
  PresentOptions options;
  options.format = OutputFormat::json;
  options.revision = searcher.revision();
  return options;
}

HttpAnswer searched(const SearchRequest& request, const ParsedQuery& query, Searcher& searcher) {
  std::ostringstream out;
  std::unique_ptr<Presenter> presenter;
  const Results results = searcher.search(
      request, query,
      [&](const Results& found) {
        presenter = make_presenter(out, json_of(searcher));
        presenter->begin(found);
      },
      [&](const Hit& hit) { presenter->hit(hit); });
  presenter->end(results);
  return json_answer(std::move(out).str());
}

}  // namespace

HttpAnswer search_articles(const ParsedRequest& parsed, Searcher& searcher) {
  return searched(parsed.search, parsed.query, searcher);
}

HttpAnswer count_facets(const ParsedRequest& parsed, Searcher& searcher) {
  SearchRequest request = parsed.search;
  request.page.counts_only = true;
  request.advice.suggest = false;
  return searched(request, parsed.query, searcher);
}

HttpAnswer suggest_spelling(const ParsedRequest& parsed, Searcher& searcher) {
  SearchRequest request = parsed.search;
  request.page.counts_only = true;
  return searched(request, parsed.query, searcher);
}

HttpAnswer complete_words(const ParsedRequest& parsed, Searcher& searcher) {
  const SearchRequest& request = parsed.search;
  const Completions completions =
      searcher.complete(request.query.text, request.page.limit, request.timeout, request.cancelled);
  std::ostringstream out;
  present(out, completions, json_of(searcher));
  return json_answer(std::move(out).str());
}

}  // namespace dateline::searching
