// SPDX-License-Identifier: GPL-2.0-or-later
#include "routes.h"

#include <algorithm>

namespace dateline::searching {
namespace {

constexpr std::string_view kJson = "application/json";

/// All of a search's options but those named.
std::vector<SearchOption> search_parameters(std::initializer_list<std::string_view> without = {}) {
  std::vector<std::string_view> names{"q"};
  for (const SearchOption& option : search_options())
    if (std::ranges::find(without, option.name) == without.end()) names.push_back(option.name);
  return parameters(names);
}

SearchOption limit_of(std::string_view help, std::string_view otherwise, double most) {
  SearchOption option;
  option.name = "limit";
  option.kind = SearchOption::Kind::count;
  option.help = help;
  option.otherwise = otherwise;
  option.least = 1;
  option.most = most;
  option.set = [](SearchRequest& r, const std::string& value) { r.limit = count_of(value); };
  return option;
}

std::vector<SearchOption> completion_parameters() {
  SearchOption prefix;
  prefix.name = "q";
  prefix.help = "what has been typed so far";
  prefix.set = [](SearchRequest& r, const std::string& value) { r.text = value; };
  return {prefix, limit_of("words, and as many headlines", "10", 1000),
          parameters({"timeout"}).front()};
}

SearchOption export_format() {
  static constexpr std::string_view kFormats[] = {"jsonl", "csv", "ids"};
  SearchOption option;
  option.name = "format";
  option.kind = SearchOption::Kind::choice;
  option.help = "of the file";
  option.otherwise = "jsonl";
  option.choices = kFormats;
  return option;
}

// Long: it is the table of all routes.
std::vector<Route> make_routes() {
  std::vector<Route> table;
  table.push_back({"/api/search",
                   "search",
                   "Articles that match a query, best first.",
                   search_parameters(),
                   {kJson},
                   {},
                   search_articles});
  table.push_back({"/api/article/{id}",
                   "article",
                   "One article, and the places in it that match a query.",
                   parameters({"q", "match", "dialect"}),
                   {kJson},
                   {},
                   show_article});
  table.push_back({"/api/complete",
                   "complete",
                   "How what has been typed may go on.",
                   completion_parameters(),
                   {kJson},
                   {},
                   complete_words});
  table.push_back({"/api/suggest",
                   "suggest",
                   "What a query may have meant, and why it finds nothing.",
                   parameters({"q", "match", "dialect", "source", "section", "author", "language",
                               "after", "before", "timeout"}),
                   {kJson},
                   {},
                   suggest_spelling});
  table.push_back(
      {"/api/facets",
       "facets",
       "Counts over the articles that match a query, without the articles.",
       search_parameters({"limit", "offset", "sort", "half-life", "fresh-floor", "snippet",
                          "expand", "group", "explain", "correct", "similar"}),
       {kJson},
       {},
       count_facets});
  std::vector<SearchOption> exported = search_parameters(
      {"limit", "offset", "facet", "timeline", "explain", "correct", "similar", "group"});
  exported.push_back(export_format());
  table.push_back({"/api/export",
                   "export",
                   "All articles that match a query, as a file.",
                   exported,
                   {"application/x-ndjson", "text/csv", "text/plain"},
                   {},
                   {},
                   export_articles});
  const std::vector<SearchOption> subscribed =
      parameters({"q", "source", "section", "author", "language", "after", "before", "match",
                  "floor", "dialect", "timeout"});
  table.push_back({"/api/feed.atom",
                   "feed.atom",
                   "The newest 50 articles that match a query.",
                   subscribed,
                   {"application/atom+xml"},
                   {},
                   atom_feed});
  table.push_back({"/api/feed.json",
                   "feed.json",
                   "The newest 50 articles that match a query.",
                   subscribed,
                   {"application/feed+json"},
                   {},
                   json_feed});
  table.push_back(
      {"/api/status", "status", "What the archive holds.", {}, {kJson}, {}, archive_status});
  table.push_back({"/api/openapi.json", "openapi", "This description.", {}, {kJson}, openapi});
  table.push_back({"/metrics",
                   "metrics",
                   "What the server has done, for Prometheus.",
                   {},
                   {"text/plain"},
                   metrics_text});
  return table;
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> table = make_routes();
  return table;
}

}  // namespace dateline::searching
