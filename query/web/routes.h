// SPDX-License-Identifier: GPL-2.0-or-later
// The routes of the API, as a table: the path of each, its parameters, its media types, and the
// function that makes its answer. The service, /api/openapi.json and the metrics read the table.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange.h"
#include "http_message.h"
#include "parameters.h"
#include "search/searcher.h"

namespace dateline::searching {

class Service;

struct Route {
  std::string_view path;  // "{id}" at its end is the rest of a request's path
  std::string_view name;
  std::string_view help;
  std::vector<SearchOption> parameters = {};
  std::vector<std::string_view> types = {};  // the media types of its answer
  // One of three: it answers at once, by a search, or by a search whose hits are streamed.
  std::function<HttpAnswer(const ParsedRequest&, const Service&)> at_once = {};
  std::function<HttpAnswer(const ParsedRequest&, Searcher&)> search = {};
  std::function<void(const ParsedRequest&, Searcher&, Exchange&)> stream = {};
  // Its address has a secret in the place of the token, and it shows more than the archive's state.
  bool own_secret = false;
};

const std::vector<Route>& routes();

// The functions of the table, by file.
HttpAnswer search_articles(const ParsedRequest& parsed, Searcher& searcher);   // api_search.cc
HttpAnswer count_facets(const ParsedRequest& parsed, Searcher& searcher);      // api_search.cc
HttpAnswer suggest_spelling(const ParsedRequest& parsed, Searcher& searcher);  // api_search.cc
HttpAnswer complete_words(const ParsedRequest& parsed, Searcher& searcher);    // api_search.cc
HttpAnswer count_table(const ParsedRequest& parsed, Searcher& searcher);       // api_counts.cc
HttpAnswer show_article(const ParsedRequest& parsed, Searcher& searcher);      // api_article.cc
HttpAnswer list_versions(const ParsedRequest& parsed, Searcher& searcher);     // api_article.cc
HttpAnswer show_difference(const ParsedRequest& parsed, Searcher& searcher);   // api_article.cc
HttpAnswer give_receipt(const ParsedRequest& parsed, Searcher& searcher);      // api_receipt.cc
void export_articles(const ParsedRequest& parsed, Searcher& searcher,
                     Exchange& exchange);                                      // api_export.cc
HttpAnswer atom_feed(const ParsedRequest& parsed, Searcher& searcher);         // api_feed.cc
HttpAnswer json_feed(const ParsedRequest& parsed, Searcher& searcher);         // api_feed.cc
HttpAnswer alert_feed(const ParsedRequest& parsed, Searcher& searcher);        // api_alerts.cc
HttpAnswer archive_status(const ParsedRequest& parsed, Searcher& searcher);    // api_status.cc
HttpAnswer metrics_text(const ParsedRequest& parsed, const Service& service);  // api_status.cc
HttpAnswer openapi(const ParsedRequest& parsed, const Service& service);       // api_status.cc

}  // namespace dateline::searching
