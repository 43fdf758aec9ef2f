// SPDX-License-Identifier: GPL-2.0-or-later
#include "find_tools.h"

#include <fmt/format.h>

#include <cmath>

#include "counting/count_articles.h"
#include "error.h"
#include "language/query_help.h"
#include "reply.h"
#include "request.h"
#include "results/export_fields.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;
using Kind = ToolParameter::Kind;
using Pointer = Json::json_pointer;

constexpr std::string_view kSorts[] = {"relevance", "newest", "oldest", "fresh"};
constexpr std::string_view kPeriods[] = {"day", "week", "month", "year"};
constexpr std::string_view kFacets[] = {"source", "section", "author", "language", "country",
                                        "type",   "topic",   "site",   "year",     "month"};
constexpr std::string_view kCompared[] = {"year",    "quarter", "month",   "week",
                                          "day",     "source",  "section", "language",
                                          "country", "topic",   "type"};

constexpr std::uint64_t kUsualHits = 10, kMostHits = 20, kUsualValues = 10, kMostValues = 50;
constexpr std::size_t kMostRows = 400, kMostTerms = 12;

constexpr ToolParameter kSearchParameters[] = {
    {"query", Kind::text, "what to search for; the tool syntax describes the language", true},
    {"limit", Kind::count, "hits of this answer (10)", false, 1, kMostHits},
    {"offset", Kind::count, "hits to pass over: next_offset of the answer before", false, 0,
     10'000'000},
    {"sort", Kind::choice, "the order of hits (relevance)", false, 0, 0, kSorts},
    {"stories", Kind::flag, "near copies of one report are one hit"},
    kSourceParameter,
    kSectionParameter,
    kLanguageParameter,
    kAfterParameter,
    kBeforeParameter};

Json json_of(const Hit& hit, const Snapshot& snapshot) {
  static const ExportField* const published = field_list("published").front();
  Json json{{"ref", handle_of(hit.document, snapshot)},
            {"published", published->json(hit)},
            {"words", hit.words}};
  if (hit.copies > 0) json["copies"] = hit.copies;
  json["untrusted_title"] = untrusted(hit.title);
  json["untrusted_source"] = untrusted(hit.source, 100);
  json["untrusted_author"] = untrusted(hit.author, 100);
  json["untrusted_section"] = untrusted(hit.section, 60);
  json["untrusted_language"] = untrusted(hit.language, 20);
  json["untrusted_url"] = untrusted(hit.url);
  json["untrusted_snippet"] = untrusted(hit.snippet.text, 500);
  return json;
}

Json search(const ToolArguments& arguments, Searcher& searcher) {
  SearchRequest request = request_for(arguments.text("query"), arguments);
  request.page.limit = arguments.count("limit").value_or(kUsualHits);
  request.page.offset = arguments.count("offset").value_or(0);
  request.page.group = arguments.flag("stories");
  const std::string sort = arguments.text("sort");
  request.order.sort = sort == "newest"   ? Sort::newest
                       : sort == "oldest" ? Sort::oldest
                       : sort == "fresh"  ? Sort::fresh
                                          : Sort::relevance;
  const Results results = searcher.search(request);
  Json answer{{"total", results.total}, {"total_exact", results.total_exact}};
  if (results.stories) answer["stories"] = *results.stories;
  add_reading(results, request, answer);
  answer["archive"] = archive_status(searcher);
  answer["next_offset"] = 10'000'000;  // the widest number, for the length of the answer
  answer["hits"] = Json::array();
  for (const Hit& hit : results.hits) answer["hits"].push_back(json_of(hit, searcher.snapshot()));
  shorten(answer, Pointer("/hits"));
  const std::uint64_t next = request.page.offset + answer["hits"].size();
  const std::uint64_t all = results.stories.value_or(results.total);
  answer["next_offset"] = next < all && !results.hits.empty() ? Json(next) : Json(nullptr);
  return answer;
}

constexpr ToolParameter kCountParameters[] = {
    {"queries", Kind::texts, "one to six queries, each counted by itself", true, 1, 6},
    {"facet", Kind::choice, "counts by the values of this field, too", false, 0, 0, kFacets},
    {"values", Kind::count, "at most so many values (10)", false, 1, kMostValues},
    {"timeline", Kind::choice, "counts by this period, too", false, 0, 0, kPeriods},
    kSourceParameter,
    kSectionParameter,
    kLanguageParameter,
    kAfterParameter,
    kBeforeParameter};

/// What one query finds, in numbers.
Json counts_of(const std::string& query, const ToolArguments& arguments, Searcher& searcher) {
  SearchRequest request = request_for(query, arguments);
  request.page.counts_only = true;
  if (const std::string facet = arguments.text("facet"); !facet.empty())
    request.counts.facets.push_back({facet, arguments.count("values").value_or(kUsualValues)});
  if (const std::string period = arguments.text("timeline"); !period.empty())
    request.counts.timeline =
        static_cast<Period>(std::ranges::find(kPeriods, period) - std::begin(kPeriods));
  const Results results = searcher.search(request);
  Json counts{{"query", query}, {"total", results.total}};
  add_reading(results, request, counts);
  for (const Facet& facet : results.facets) {
    counts["values"] = Json::array();
    for (const FacetValue& value : facet.values)
      counts["values"].push_back(
          {{"untrusted_value", untrusted(value.value, 120)}, {"count", value.count}});
    counts["more_values"] = facet.distinct - facet.values.size();
    counts["without_value"] = facet.missing;
  }
  if (results.timeline) {
    counts["timeline"] = Json::array();
    for (const TimelineEntry& entry : results.timeline->entries)
      counts["timeline"].push_back(
          {{"period", entry.date}, {"count", entry.count}, {"held", entry.held}});
    counts["without_date"] = results.timeline->missing;
  }
  return counts;
}

Json count(const ToolArguments& arguments, Searcher& searcher) {
  Json answer{
      {"archive", archive_status(searcher)}, {"periods_left_out", 0}, {"counts", Json::array()}};
  for (const std::string& query : arguments.texts("queries"))
    answer["counts"].push_back(counts_of(query, arguments, searcher));
  std::size_t left_out = 0;
  for (std::size_t i = answer["counts"].size(); i-- > 0;)
    for (const char* const list : {"values", "timeline"}) {
      if (!answer["counts"][i].contains(list)) continue;
      const std::size_t dropped = shorten(answer, Pointer(fmt::format("/counts/{}/{}", i, list)));
      if (list == std::string_view("values"))
        answer["counts"][i]["more_values"] =
            answer["counts"][i]["more_values"].get<std::uint64_t>() + dropped;
      else
        left_out += dropped;
    }
  answer["periods_left_out"] = left_out;
  return answer;
}

constexpr ToolParameter kCompareParameters[] = {
    {"queries", Kind::texts, "two to six queries", true, 2, 6},
    {"by", Kind::choice, "what the rows are", true, 0, 0, kCompared},
    {"stories", Kind::flag, "near copies of one report count once"},
    kSourceParameter,
    kSectionParameter,
    kLanguageParameter,
    kAfterParameter,
    kBeforeParameter};

double rounded(double share) { return std::round(share * 1e6) / 1e6; }

Json compare(const ToolArguments& arguments, Searcher& searcher) {
  const std::string by = arguments.text("by");
  CountRequest request;
  request.search = request_for("", arguments);
  request.queries = arguments.texts("queries");
  request.fields = {{by, is_period(by) ? 0 : kUsualValues * 3}};
  request.stories = arguments.flag("stories");
  request.share = true;
  const CountTable table = count_articles(request, searcher);
  Json answer{{"archive", archive_status(searcher)}, {"rows_left_out", 0}};
  answer["queries"] = Json::array();
  for (const CountedQuery& query : table.queries) {
    const SearchRequest one = request_for(query.text, arguments);
    Results results;
    results.canonical = query.canonical;
    results.notes = query.notes;
    Json json{{"query", query.text}, {"total", query.total}};
    add_reading(results, one, json);
    answer["queries"].push_back(std::move(json));
  }
  answer["rows"] = Json::array();
  std::size_t left_out = table.rows.size() > kMostRows ? table.rows.size() - kMostRows : 0;
  for (std::size_t i = 0; i < table.rows.size() - left_out; ++i) {
    const CountRow& row = table.rows[i];
    Json json;
    if (is_period(by))
      json["period"] = row.values[0].empty() ? Json(nullptr) : Json(row.values[0]);
    else
      json["untrusted_value"] = untrusted(row.values[0], 120);
    json["counts"] = row.counts;
    json["held"] = row.total;
    Json shares = Json::array();
    for (const std::uint64_t count : row.counts)
      shares.push_back(row.total == 0 ? Json(nullptr)
                                      : Json(rounded(static_cast<double>(count) /
                                                     static_cast<double>(row.total))));
    json["shares"] = shares;
    answer["rows"].push_back(std::move(json));
  }
  left_out += shorten(answer, Pointer("/rows"));
  answer["rows_left_out"] = left_out;
  return answer;
}

constexpr ToolParameter kExplainParameters[] = {{"query", Kind::text, "the query to explain", true},
                                                kSourceParameter,
                                                kSectionParameter,
                                                kLanguageParameter,
                                                kAfterParameter,
                                                kBeforeParameter};

Json json_of(const ExplainedClause& clause) {
  Json json{{"depth", clause.depth}, {"clause", clause.text}, {"articles", clause.count}};
  if (clause.without) json["found_without_it"] = *clause.without;
  Json terms = Json::array();
  for (const std::string& term : clause.terms)
    if (terms.size() < kMostTerms) terms.push_back(untrusted(term, 80));
  json["untrusted_terms"] = terms;
  if (clause.terms.size() > terms.size()) json["more_terms"] = clause.terms.size() - terms.size();
  if (!clause.remarks.empty()) json["untrusted_remarks"] = sentences(clause.remarks);
  return json;
}

Json explain(const ToolArguments& arguments, Searcher& searcher) {
  SearchRequest request = request_for(arguments.text("query"), arguments);
  request.page.counts_only = true;
  request.advice.explain = true;
  const Results results = searcher.search(request);
  Json answer{{"total", results.total}};
  add_reading(results, request, answer);
  answer["archive"] = archive_status(searcher);
  answer["clauses_left_out"] = 0;
  answer["clauses"] = Json::array();
  for (const ExplainedClause& clause : results.explanation)
    answer["clauses"].push_back(json_of(clause));
  answer["clauses_left_out"] = shorten(answer, Pointer("/clauses"));
  return answer;
}

Json syntax(const ToolArguments&, Searcher&) { return {{"syntax", query_help_text()}}; }

}  // namespace

const Tool kSearchTool{
    "search",
    "Search the archive",
    "Finds articles and returns a page of hits with the exact number of all of them. Read an "
    "article with the tool article before you cite it; count with the tool count.",
    kSearchParameters,
    R"({"type": "object", "required": ["total", "canonical", "notes", "hits", "archive"],
    "properties": {
    "total": {"type": "integer", "description": "articles found"},
    "total_exact": {"type": "boolean"}, "stories": {"type": "integer"},
    "canonical": {"type": "string"},
    "notes": {"type": "array", "items": {"type": "string"}}, "archive": {"type": "object"},
    "next_offset": {"type": ["integer", "null"], "description": "offset of the next page"},
    "hits": {"type": "array", "items": {"type": "object", "required": ["ref"], "properties": {
      "ref": {"type": "string", "description": "names the article in other tools"},
      "published": {"type": ["string", "null"]}, "words": {"type": "integer"},
      "copies": {"type": "integer"},
      "untrusted_title": {"type": ["string", "null"]},
      "untrusted_source": {"type": ["string", "null"]},
      "untrusted_author": {"type": ["string", "null"]},
      "untrusted_section": {"type": ["string", "null"]},
      "untrusted_language": {"type": ["string", "null"]},
      "untrusted_url": {"type": ["string", "null"]},
      "untrusted_snippet": {"type": ["string", "null"]}}}}}})",
    search};

const Tool kCountTool{
    "count",
    "Count articles",
    "Counts exactly what one to six queries find, also by the values of a field or by period. "
    "held is the number of articles of the same filters in that period, whatever the query: 0 "
    "means that nothing was collected, not that nothing was written.",
    kCountParameters,
    R"({"type": "object", "required": ["counts", "archive"], "properties": {
    "archive": {"type": "object"}, "periods_left_out": {"type": "integer"},
    "counts": {"type": "array", "items": {"type": "object", "required": ["query", "total"],
      "properties": {"query": {"type": "string"}, "total": {"type": "integer"},
      "canonical": {"type": "string"},
      "values": {"type": "array", "items": {"type": "object", "properties": {
        "untrusted_value": {"type": ["string", "null"]}, "count": {"type": "integer"}}}},
      "more_values": {"type": "integer"}, "without_value": {"type": "integer"},
      "timeline": {"type": "array", "items": {"type": "object", "properties": {
        "period": {"type": "string"}, "count": {"type": "integer"},
        "held": {"type": "integer"}}}},
      "without_date": {"type": "integer"}}}}}})",
    count};

const Tool kCompareTool{
    "compare",
    "Compare queries",
    "A table of two to six queries by period or by the values of a field: counts, and shares of "
    "all articles held of the same filters.",
    kCompareParameters,
    R"({"type": "object", "required": ["queries", "rows", "archive"], "properties": {
    "archive": {"type": "object"}, "rows_left_out": {"type": "integer"},
    "queries": {"type": "array", "items": {"type": "object", "properties": {
      "query": {"type": "string"}, "total": {"type": "integer"}}}},
    "rows": {"type": "array", "items": {"type": "object", "required": ["counts", "held"],
      "properties": {"period": {"type": ["string", "null"]},
      "untrusted_value": {"type": ["string", "null"]},
      "counts": {"type": "array", "items": {"type": "integer"}, "description": "by query"},
      "held": {"type": "integer"},
      "shares": {"type": "array", "items": {"type": ["number", "null"]}}}}}}})",
    compare};

const Tool kExplainTool{
    "explain",
    "Explain a query",
    "How a query is understood: each clause, how many articles it matches by itself, and why "
    "nothing is found.",
    kExplainParameters,
    R"({"type": "object", "required": ["total", "clauses", "archive"], "properties": {
    "total": {"type": "integer"},
    "canonical": {"type": "string"},
    "notes": {"type": "array", "items": {"type": "string"}}, "archive": {"type": "object"},
    "clauses_left_out": {"type": "integer"},
    "clauses": {"type": "array", "items": {"type": "object", "properties": {
      "depth": {"type": "integer"}, "clause": {"type": "string"},
      "articles": {"type": "integer"}, "found_without_it": {"type": "integer"},
      "untrusted_terms": {"type": "array", "items": {"type": ["string", "null"]}},
      "more_terms": {"type": "integer"},
      "untrusted_remarks": {"type": "array", "items": {"type": "string"}}}}}}})",
    explain};

const Tool kSyntaxTool{
    "syntax",
    "The query language",
    "The query language on one page, with an example of everything it can do.",
    {},
    R"({"type": "object", "required": ["syntax"], "properties": {"syntax": {"type": "string"}}})",
    syntax};

}  // namespace dateline::searching
