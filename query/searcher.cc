// SPDX-License-Identifier: GPL-2.0-or-later
#include "searcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "diagnose.h"
#include "error.h"
#include "explain.h"
#include "match.h"
#include "parser.h"
#include "rank.h"
#include "reader_turn.h"
#include "saved.h"
#include "snippet.h"

namespace dateline {
namespace {

using schema::FieldId;

/// How long a search may explain itself, and one that found nothing may look for the reason.
constexpr double kDiagnosisSeconds = 2;
constexpr double kExplainSeconds = 5;

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

/// A hit that is still to be fetched.
struct PageEntry {
  RankedDocument document;
  std::uint32_t copies = 0;  // with --group
};

/// What a search found before any hit is fetched.
struct Found {
  Results results;
  Query query;
  std::vector<PageEntry> page;
};

/// The first `wanted` documents in the order asked for.
std::vector<RankedDocument> ranked(const SearchRequest& request, const Query& query,
                                   Matcher& matcher, const DocSet& documents, bool filtered,
                                   std::uint64_t wanted, Snapshot& snapshot, Deadline& deadline) {
  if (request.sort == Sort::relevance && has_score(query))
    return rank_by_relevance(query, matcher, documents, filtered, wanted, snapshot, deadline);
  const DateOrder order = request.sort == Sort::oldest ? DateOrder::oldest : DateOrder::newest;
  return rank_by_date(documents, order, wanted, snapshot);
}

/// The best article of each story, in order.
std::vector<PageEntry> first_of_each_story(const std::vector<RankedDocument>& ranked,
                                           const DocSet& documents, Snapshot& snapshot) {
  std::vector<std::uint32_t> numbers;
  for (const RankedDocument& document : ranked) numbers.push_back(document.number);
  std::vector<PageEntry> entries;
  for (const Stories::First& first : snapshot.stories().first_of_each(numbers, documents))
    entries.push_back({ranked[first.place], first.copies});
  return entries;
}

/// The part of `entries` that is the page asked for.
std::vector<PageEntry> cut_page(std::vector<PageEntry> entries, const SearchRequest& request) {
  const auto begin = std::min<std::uint64_t>(request.offset, entries.size());
  const auto rest = entries.size() - begin;
  const auto count = request.limit == 0 ? rest : std::min<std::uint64_t>(request.limit, rest);
  const auto first = entries.begin() + static_cast<std::ptrdiff_t>(begin);
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

Found find(const SearchRequest& request, Snapshot& snapshot) {
  Found found;
  Results& results = found.results;
  const ParseOptions options{request.now, request.match_any, request.dialect};
  ParsedQuery parsed = parse_query(request.text, options);
  found.query = std::move(parsed.query);
  results.query_text = request.text;
  results.canonical = to_text(found.query);
  results.notes = std::move(parsed.notes);
  results.offset = request.offset;
  results.limit = request.limit;
  expand_saved(found.query, snapshot.catalog(), options, results.notes);

  Deadline deadline(request.timeout);
  Matcher matcher(snapshot, deadline);
  const Query filters = filters_of(request);
  const bool filtered = filters.kind != Query::Kind::all;
  const DocSet allowed = filtered ? matcher.match(filters) : snapshot.no_documents();
  const DocSet documents = matcher.match(found.query, filtered ? &allowed : nullptr);
  results.total = documents.count();
  results.total_exact = matcher.exact();
  for (const Note& note : matcher.notes()) results.notes.push_back(note);
  std::ranges::stable_sort(results.notes, {}, [](const Note& note) { return note.place.offset; });

  for (const FacetRequest& facet : request.facets)
    results.facets.push_back(count_facet(facet, documents, snapshot));
  if (request.timeline) results.timeline = count_timeline(*request.timeline, documents, snapshot);

  const bool all = request.group || request.limit == 0 || request.offset >= results.total;
  const std::uint64_t wanted =
      all ? results.total
          : request.offset + std::min(request.limit, results.total - request.offset);
  const std::vector<RankedDocument> order =
      ranked(request, found.query, matcher, documents, filtered, wanted, snapshot, deadline);
  std::vector<PageEntry> entries;
  if (request.group) {
    entries = first_of_each_story(order, documents, snapshot);
    results.stories = entries.size();
  } else {
    for (const RankedDocument& document : order) entries.push_back({document});
  }
  found.page = cut_page(std::move(entries), request);

  if (request.explain) {
    Deadline rest = deadline.rest(kExplainSeconds);
    results.explanation = explain(found.query, filters, matcher, snapshot, rest);
  }
  if (results.total == 0) {
    Deadline rest = deadline.rest(kDiagnosisSeconds);
    results.diagnosis = diagnose(found.query, filters, snapshot, rest);
  }
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

Searcher::Searcher(std::filesystem::path folder) : folder_(std::move(folder)) { open(); }

void Searcher::open() {
  constexpr int kTries = 10;
  for (int i = 1;; ++i) {
    try {
      snapshot_ = std::make_unique<Snapshot>(folder_);
      return;
    } catch (const Xapian::DatabaseModifiedError&) {
      if (i == kTries) throw;
    }
  }
}

Results Searcher::search(const SearchRequest& request,
                         const std::function<void(const Results&)>& begin,
                         const std::function<void(const Hit&)>& hit) {
  const auto start = std::chrono::steady_clock::now();
  constexpr int kTries = 10, kOvertaken = 2;
  Found found;
  std::optional<ReaderTurn> turn;
  for (int i = 1;; ++i) {
    try {
      found = find(request, *snapshot_);
      break;
    } catch (const Xapian::DatabaseModifiedError&) {
      // Two commits since it was opened: begin again, on the state as it is now.
      if (i == kOvertaken) turn.emplace(folder_);
      if (i == kTries)
        throw Error("the index changes faster than it can be searched",
                    "search again when the indexer has finished");
      open();
    }
  }
  turn.reset();
  Results& results = found.results;
  results.took_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  begin(results);
  // From here on only the catalog is read, which the snapshot has pinned.
  Highlighter highlighter(found.query);
  std::uint64_t rank = request.offset;
  for (const auto& [document, copies] : found.page) {
    Hit fetched = fetch(document, *snapshot_, highlighter, request.snippets);
    fetched.rank = ++rank;
    fetched.copies = copies;
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
