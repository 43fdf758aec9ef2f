// SPDX-License-Identifier: GPL-2.0-or-later
// The table of what the API answers: a route's path, its parameters, what it gives, and the
// function that makes the answer. The server, /api/openapi.json and the metrics read it.
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
  std::string_view path;  // "{id}" at its end stands for the rest of the path
  std::string_view name;
  std::string_view help;
  std::vector<SearchOption> parameters = {};
  std::vector<std::string_view> types = {};  // media types of its answer
  // One of three.
  std::function<HttpAnswer(const ParsedRequest&, const Service&)> at_once = {};
  std::function<HttpAnswer(const ParsedRequest&, Searcher&)> search = {};
  std::function<void(const ParsedRequest&, Searcher&, Exchange&)> stream = {};
};

const std::vector<Route>& routes();

// What the functions of the table are, by file.
HttpAnswer search_articles(const ParsedRequest& asked, Searcher& searcher);   // api_search.cc
HttpAnswer count_facets(const ParsedRequest& asked, Searcher& searcher);      // api_search.cc
HttpAnswer suggest_spelling(const ParsedRequest& asked, Searcher& searcher);  // api_search.cc
HttpAnswer complete_words(const ParsedRequest& asked, Searcher& searcher);    // api_search.cc
HttpAnswer show_article(const ParsedRequest& asked, Searcher& searcher);      // api_article.cc
void export_articles(const ParsedRequest& asked, Searcher& searcher,
                     Exchange& exchange);                                     // api_export.cc
HttpAnswer atom_feed(const ParsedRequest& asked, Searcher& searcher);         // api_feed.cc
HttpAnswer json_feed(const ParsedRequest& asked, Searcher& searcher);         // api_feed.cc
HttpAnswer archive_status(const ParsedRequest& asked, Searcher& searcher);    // api_status.cc
HttpAnswer metrics_text(const ParsedRequest& asked, const Service& service);  // api_status.cc
HttpAnswer openapi(const ParsedRequest& asked, const Service& service);       // api_status.cc

}  // namespace dateline::searching
