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

HttpAnswer searched(const SearchRequest& request, Searcher& searcher) {
  std::ostringstream out;
  std::unique_ptr<Presenter> presenter;
  const Results results = searcher.search(
      request,
      [&](const Results& found) {
        presenter = make_presenter(out, json_of(searcher));
        presenter->begin(found);
      },
      [&](const Hit& hit) { presenter->hit(hit); });
  presenter->end(results);
  return json_answer(std::move(out).str());
}

}  // namespace

HttpAnswer search_articles(const ParsedRequest& asked, Searcher& searcher) {
  return searched(asked.search, searcher);
}

HttpAnswer count_facets(const ParsedRequest& asked, Searcher& searcher) {
  SearchRequest request = asked.search;
  request.counts_only = true;
  request.advise = false;
  return searched(request, searcher);
}

HttpAnswer suggest_spelling(const ParsedRequest& asked, Searcher& searcher) {
  SearchRequest request = asked.search;
  request.counts_only = true;
  return searched(request, searcher);
}

HttpAnswer complete_words(const ParsedRequest& asked, Searcher& searcher) {
  const SearchRequest& request = asked.search;
  const Completions completions =
      searcher.complete(request.text, request.limit, request.timeout, request.cancelled);
  std::ostringstream out;
  present(out, completions, json_of(searcher));
  return json_answer(std::move(out).str());
}

}  // namespace dateline::searching
