// SPDX-License-Identifier: GPL-2.0-or-later
#include "searcher.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "diagnose.h"
#include "error.h"
#include "explain.h"
#include "match.h"
#include "parser.h"
#include "rank.h"
#include "snippet.h"

namespace dateline {
namespace {

using schema::FieldId;

/// How long a search may take to explain itself.
constexpr std::chrono::seconds kHelpTime{2};

/// The filters as clauses of a query: those of one kind are alternatives.
void add_filter(FieldId field, const std::vector<std::string>& values,
                std::vector<Query>& clauses) {
  if (values.empty()) return;
  Query any;
  any.kind = Query::Kind::disjunction;
  for (const std::string& value : values) {
    Query clause;
    clause.kind = Query::Kind::value;
    clause.form = Query::Form::folded;
    clause.field = field;
    clause.text = value;
    any.children.push_back(std::move(clause));
  }
  clauses.push_back(values.size() == 1 ? std::move(any.children.front()) : std::move(any));
}

Query filters_of(const SearchRequest& request) {
  Query all;
  all.kind = Query::Kind::conjunction;
  add_filter(FieldId::source, request.sources, all.children);
  add_filter(FieldId::section, request.sections, all.children);
  add_filter(FieldId::author, request.authors, all.children);
  add_filter(FieldId::language, request.languages, all.children);
  if (request.after || request.before) {
    Query dates;
    dates.kind = Query::Kind::range;
    dates.field = FieldId::date;
    dates.from = request.after;
    dates.to = request.before;
    all.children.push_back(std::move(dates));
  }
  return all.children.empty()       ? Query{}
         : all.children.size() == 1 ? Query(all.children.front())
                                    : all;
}

/// What a search found before any hit is fetched.
struct Found {
  Results results;
  Query query;
  std::vector<RankedDocument> page;
};

Found find(const SearchRequest& request, Snapshot& snapshot) {
  Found found;
  Results& results = found.results;
  ParsedQuery parsed = parse_query(request.text, {request.now, request.match_any});
  found.query = std::move(parsed.query);
  results.query_text = request.text;
  results.canonical = to_text(found.query);
  results.notes = std::move(parsed.notes);
  results.offset = request.offset;
  results.limit = request.limit;

  Matcher matcher(snapshot);
  const Query filters = filters_of(request);
  const bool filtered = filters.kind != Query::Kind::all;
  const DocSet allowed = filtered ? matcher.match(filters) : snapshot.no_documents();
  const DocSet documents = matcher.match(found.query, filtered ? &allowed : nullptr);
  results.total = documents.count();
  results.total_exact = matcher.exact();
  for (const Note& note : matcher.notes()) results.notes.push_back(note);

  for (const FacetRequest& facet : request.facets)
    results.facets.push_back(count_facet(facet, documents, snapshot));
  if (request.timeline) results.timeline = count_timeline(*request.timeline, documents, snapshot);
  const auto deadline = std::chrono::steady_clock::now() + kHelpTime;
  if (request.explain) results.explanation = explain(found.query, filters, snapshot, deadline);
  if (results.total == 0) results.diagnosis = diagnose(found.query, filters, snapshot, deadline);

  std::uint64_t wanted = results.total;
  if (request.limit != 0 && request.offset < results.total)
    wanted = request.offset + std::min(request.limit, results.total - request.offset);
  const bool by_score = request.sort == Sort::relevance && has_score(found.query);
  found.page =
      by_score ? rank_by_relevance(found.query, matcher, documents, filtered, wanted, snapshot)
               : rank_by_date(documents,
                              request.sort == Sort::oldest ? DateOrder::oldest : DateOrder::newest,
                              wanted, snapshot);
  found.page.erase(found.page.begin(),
                   found.page.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(
                                            request.offset, found.page.size())));
  return found;
}

Hit fetch(const RankedDocument& document, const Snapshot& snapshot, Highlighter& highlighter,
          bool snippets) {
  const std::optional<StoredArticle> stored = snapshot.catalog().article(document.number);
  if (!stored)
    throw Error(fmt::format("article {} is in the index but not in the catalog", document.number),
                "run: dateline-indexer verify");
  const Article& a = stored->article;
  Hit hit;
  hit.score = document.score;
  hit.id = a.id;
  hit.title = a.title;
  hit.source = a.source;
  hit.section = a.section;
  hit.author = a.author;
  hit.language = a.language;
  hit.url = a.url;
  hit.published = a.published;
  hit.words = stored->words;
  highlighter.set(a);
  hit.title_marked = highlighter.headline();
  if (snippets) hit.snippet = highlighter.passage();
  return hit;
}

}  // namespace

Searcher::Searcher(std::filesystem::path folder)
    : folder_(std::move(folder)), snapshot_(std::make_unique<Snapshot>(folder_)) {}

Results Searcher::search(const SearchRequest& request,
                         const std::function<void(const Results&)>& begin,
                         const std::function<void(const Hit&)>& hit) {
  const auto start = std::chrono::steady_clock::now();
  constexpr int kTries = 10;
  Found found;
  for (int i = 1;; ++i) {
    try {
      found = find(request, *snapshot_);
      break;
    } catch (const Xapian::DatabaseModifiedError&) {
      // Two commits since it was opened: begin again, on the state as it is now.
      if (i == kTries)
        throw Error("the index changes faster than it can be searched",
                    "search again when the indexer has finished");
      snapshot_ = std::make_unique<Snapshot>(folder_);
    }
  }
  Results& results = found.results;
  results.took_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  begin(results);
  // From here on only the catalog is read, which the snapshot has pinned.
  Highlighter highlighter(found.query);
  std::uint64_t rank = request.offset;
  for (const RankedDocument& document : found.page) {
    Hit fetched = fetch(document, *snapshot_, highlighter, request.snippets);
    fetched.rank = ++rank;
    hit(fetched);
  }
  return results;
}

Results Searcher::search(const SearchRequest& request) {
  std::vector<Hit> hits;
  Results results = search(
      request, [](const Results&) {}, [&](const Hit& hit) { hits.push_back(hit); });
  results.hits = std::move(hits);
  return results;
}

}  // namespace dateline
