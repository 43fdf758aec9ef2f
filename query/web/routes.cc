// SPDX-License-Identifier: GPL-2.0-or-later
#include "routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "counting/count_request.h"
#include "dates/dates.h"
#include "error.h"
#include "results/export_fields.h"

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
  option.set = [](SearchRequest& r, const std::string& value) { r.page.limit = count_of(value); };
  return option;
}

std::vector<SearchOption> completion_parameters() {
  SearchOption prefix;
  prefix.name = "q";
  prefix.help = "what has been typed so far";
  prefix.set = [](SearchRequest& r, const std::string& value) { r.query.text = value; };
  return {prefix, limit_of("words, and as many headlines", "10", 1000),
          parameters({"timeout"}).front()};
}

SearchOption export_format() {
  static constexpr std::string_view kFormats[] = {"jsonl",  "csv", "ids",      "ris",
                                                  "bibtex", "csl", "markdown", "kwic"};
  SearchOption option;
  option.name = "format";
  option.kind = SearchOption::Kind::choice;
  option.help = "of the file";
  option.otherwise = "jsonl";
  option.choices = kFormats;
  return option;
}

SearchOption export_fields_option() {
  SearchOption option;
  option.name = "fields";
  option.help = "of jsonl and csv, with commas, or all; body is the text";
  option.set = [](SearchRequest&, const std::string& list) { field_list(list); };
  return option;
}

SearchOption csv_option(std::string_view name, std::string_view help) {
  SearchOption option;
  option.name = name;
  option.kind = SearchOption::Kind::flag;
  option.help = help;
  option.otherwise = "0";
  return option;
}

std::vector<SearchOption> export_parameters() {
  std::vector<SearchOption> table =
      search_parameters({"limit", "offset", "facet", "timeline", "explain", "correct", "similar"});
  table.push_back(export_format());
  table.push_back(export_fields_option());
  table.push_back(csv_option("csv-safe", "csv: guards what a spreadsheet would read as a formula"));
  table.push_back(csv_option("bom", "csv: a mark of UTF-8 first, as Excel wants it"));
  return table;
}

std::vector<SearchOption> feed_parameters() {
  static constexpr std::string_view kOrders[] = {"arrival", "published"};
  std::vector<SearchOption> table =
      parameters({"q", "source", "section", "author", "language", "after", "before", "match",
                  "floor", "dialect", "timeout"});
  SearchOption order;
  order.name = "order";
  order.kind = SearchOption::Kind::choice;
  order.help = "which articles are the newest";
  order.otherwise = "arrival";
  order.choices = kOrders;
  table.push_back(order);
  return table;
}

std::vector<SearchOption> alert_feed_parameters() {
  SearchOption key;
  key.name = "key";
  key.help = "the secret of the alert, as dateline-indexer alert NAME prints it";
  SearchOption before;
  before.name = "before";
  before.kind = SearchOption::Kind::count;
  before.help = "the next page, as the page before names it";
  before.least = 1;
  before.most = 1e15;
  return {key, before};
}

SearchOption number_option(std::string_view name, std::string_view help) {
  SearchOption option;
  option.name = name;
  option.kind = SearchOption::Kind::count;
  option.help = help;
  option.least = 1;
  option.most = 1e6;
  return option;
}

std::vector<SearchOption> counts_parameters() {
  static constexpr std::string_view kFormats[] = {"json", "csv", "tsv", "svg"};
  static constexpr std::string_view kCounted[] = {"articles", "stories"};
  std::vector<SearchOption> table =
      parameters({"q", "source", "section", "author", "language", "after", "before", "match",
                  "floor", "wide", "dialect", "as-of", "timeout", "strict"});
  SearchOption fields;
  fields.name = "fields";
  fields.help = "FIELD[:N],...: one to three, as --counts";
  fields.set = [](SearchRequest&, const std::string& list) { count_fields(list); };
  SearchOption compare;
  compare.name = "compare";
  compare.help = "another query (repeat)";
  compare.repeatable = true;
  SearchOption counted;
  counted.name = "count";
  counted.kind = SearchOption::Kind::choice;
  counted.help = "what is counted";
  counted.otherwise = "articles";
  counted.choices = kCounted;
  SearchOption format = counted;
  format.name = "format";
  format.help = "of the table";
  format.otherwise = "json";
  format.choices = kFormats;
  table.insert(table.end(), {fields, compare, counted, format});
  table.push_back(csv_option("share", "shares of all articles of the same filters"));
  table.push_back(csv_option("gaps", "tells days of missing collection"));
  table.push_back(csv_option("panel", "only sources without a gap"));
  table.push_back(csv_option("csv-safe", "csv: guards what a spreadsheet would read as a formula"));
  table.push_back(csv_option("bom", "csv: a mark of UTF-8 first, as Excel wants it"));
  return table;
}

std::vector<SearchOption> receipt_parameters() {
  SearchOption moment;
  moment.name = "now";
  moment.help = "the time that relative dates count from, of a receipt that is made again";
  moment.set = [](SearchRequest& r, const std::string& value) {
    const std::optional<Timestamp> time = parse_timestamp(value);
    if (!time) throw Error(fmt::format("now: {} is no time", value), "2024-08-22T12:00:00Z");
    r.now = *time;
  };
  std::vector<SearchOption> table{moment};  // first, for dates behind it count from it
  for (const SearchOption& option :
       parameters({"q", "source", "section", "author", "language", "after", "before", "as-of",
                   "facet", "match", "floor", "wide", "dialect", "timeout", "strict"}))
    table.push_back(option);
  SearchOption ids;
  ids.name = "with-ids";
  ids.kind = SearchOption::Kind::flag;
  ids.help = "the ids of what was found, too";
  ids.otherwise = "0";
  table.push_back(ids);
  return table;
}

std::vector<Route> reading_routes() {
  return {{.path = "/api/counts",
           .name = "counts",
           .help = "A table of counts of one or several queries.",
           .parameters = counts_parameters(),
           .types = {kJson, "text/csv", "text/tab-separated-values", "image/svg+xml"},
           .search = count_table},
          {.path = "/api/receipt",
           .name = "receipt",
           .help = "What a search found, with sums, to be cited.",
           .parameters = receipt_parameters(),
           .types = {kJson},
           .search = give_receipt},
          {.path = "/api/versions/{id}",
           .name = "versions",
           .help = "The versions of an article: when, how long, what changed.",
           .parameters = parameters({"as-of"}),
           .types = {kJson},
           .search = list_versions},
          {.path = "/api/diff/{id}",
           .name = "diff",
           .help = "What changed between two versions of an article, word by word.",
           .parameters = {number_option("from", "a version; without both, the last two"),
                          number_option("to", "a later version")},
           .types = {kJson},
           .search = show_difference}};
}

std::vector<Route> search_routes() {
  return {{.path = "/api/search",
           .name = "search",
           .help = "Articles that match a query, best first.",
           .parameters = search_parameters(),
           .types = {kJson},
           .search = search_articles},
          {.path = "/api/article/{id}",
           .name = "article",
           .help = "One article, and the places in it that match a query.",
           .parameters = parameters({"q", "match", "dialect", "as-of"}),
           .types = {kJson},
           .search = show_article},
          {.path = "/api/complete",
           .name = "complete",
           .help = "Completions of what has been typed.",
           .parameters = completion_parameters(),
           .types = {kJson},
           .search = complete_words},
          {.path = "/api/suggest",
           .name = "suggest",
           .help = "What a query may have meant, and why it finds nothing.",
           .parameters = parameters({"q", "match", "dialect", "source", "section", "author",
                                     "language", "after", "before", "timeout"}),
           .types = {kJson},
           .search = suggest_spelling},
          {.path = "/api/facets",
           .name = "facets",
           .help = "Counts over the articles that match a query, without the articles.",
           .parameters =
               search_parameters({"limit", "offset", "sort", "half-life", "fresh-floor", "snippet",
                                  "expand", "group", "explain", "correct", "similar"}),
           .types = {kJson},
           .search = count_facets}};
}

std::vector<Route> other_routes() {
  return {{.path = "/api/export",
           .name = "export",
           .help = "All articles that match a query, as a file.",
           .parameters = export_parameters(),
           .types = {"application/x-ndjson", "text/csv", "text/plain",
                     "application/x-research-info-systems", "application/x-bibtex",
                     "application/vnd.citationstyles.csl+json", "text/markdown",
                     "text/tab-separated-values"},
           .stream = export_articles},
          {.path = "/api/feed.atom",
           .name = "feed.atom",
           .help = "The newest 50 articles that match a query.",
           .parameters = feed_parameters(),
           .types = {"application/atom+xml"},
           .search = atom_feed},
          {.path = "/api/feed.json",
           .name = "feed.json",
           .help = "The newest 50 articles that match a query.",
           .parameters = feed_parameters(),
           .types = {"application/feed+json"},
           .search = json_feed},
          {.path = "/api/alerts/{id}",
           .name = "alerts",
           .help = "What an alert has found, by arrival: NAME.atom or NAME.json.",
           .parameters = alert_feed_parameters(),
           .types = {"application/atom+xml", "application/feed+json"},
           .search = alert_feed,
           .own_secret = true},
          {.path = "/api/status",
           .name = "status",
           .help = "What the archive holds.",
           .types = {kJson},
           .search = archive_status},
          {.path = "/api/openapi.json",
           .name = "openapi",
           .help = "This description.",
           .types = {kJson},
           .at_once = openapi},
          {.path = "/metrics",
           .name = "metrics",
           .help = "Counts and times of the server's answers, for Prometheus.",
           .types = {"text/plain"},
           .at_once = metrics_text}};
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> table = [] {
    std::vector<Route> all = search_routes();
    std::ranges::move(reading_routes(), std::back_inserter(all));
    std::ranges::move(other_routes(), std::back_inserter(all));
    return all;
  }();
  return table;
}

}  // namespace dateline::searching
