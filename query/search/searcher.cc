// SPDX-License-Identifier: GPL-2.0-or-later
#include "searcher.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "advice/diagnose.h"
#include "advice/explain.h"
#include "advice/spelling_suggestions.h"
#include "archive/reader_lease.h"
#include "error.h"
#include "language/query_relaxation.h"
#include "matching/match.h"
#include "parsing/canonical_text.h"
#include "parsing/parser.h"
#include "ranking/bm25_scorer.h"
#include "ranking/more_like_this.h"
#include "ranking/query_expansion.h"
#include "ranking/rank.h"
#include "saved_queries.h"
#include "snippet.h"
#include "strict_mode.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

/// How long a search may explain itself, and one that found nothing may look for the reason.
constexpr double kDiagnosisSeconds = 2;
constexpr double kExplainSeconds = 5;
/// How long a search that found something may look for words that are misspelled.
constexpr double kSuggestSeconds = 0.2;

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

std::vector<std::string> new_words(const std::vector<ExpansionTerm>& expansion) {
  std::vector<std::string> words;
  for (const ExpansionTerm& term : expansion)
    if (!term.in_query) words.push_back(term.word);
  return words;
}

/// The first `wanted` documents in the order asked for.
std::vector<RankedDocument> ranked(const SearchRequest& request, const Query& query,
                                   Matcher& matcher, const DocSet& documents, std::uint64_t wanted,
                                   Snapshot& snapshot, Deadline& deadline, Results& results) {
  if (request.sort == Sort::newest || request.sort == Sort::oldest || !has_score(query))
    return rank_by_date(documents,
                        request.sort == Sort::oldest ? DateOrder::oldest : DateOrder::newest,
                        wanted, snapshot);
  std::vector<ExpansionTerm> added;
  std::vector<ExpansionTerm>* const expansion = request.expand ? &added : nullptr;
  std::vector<RankedDocument> best =
      request.sort == Sort::fresh
          ? rank_by_freshness(query, matcher, documents, wanted, request.freshness, request.now,
                              snapshot, deadline, expansion)
          : rank_by_relevance(query, matcher, documents, wanted, snapshot, deadline, expansion);
  if (request.expand) results.expansion = new_words(added);
  return best;
}

/// The best article of each story, in order.
std::vector<PageEntry> first_of_each_story(const std::vector<RankedDocument>& ranked,
                                           const DocSet& documents, Snapshot& snapshot) {
  std::vector<std::uint32_t> numbers;
  for (const RankedDocument& document : ranked) numbers.push_back(document.number);
  std::vector<PageEntry> entries;
  for (const NearDuplicates::First& first :
       snapshot.near_duplicates().first_of_each(numbers, documents))
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

/// The words of a query that look misspelled; nothing where none has a suggestion.
std::optional<DidYouMean> did_you_mean(const Query& query, Snapshot& snapshot, Deadline deadline) {
  try {
    const std::vector<Misspelling> misspellings = find_misspellings(query, snapshot, deadline);
    DidYouMean meant{to_text(corrected(query, misspellings)), {}};
    for (const Misspelling& misspelling : misspellings)
      if (!misspelling.suggestions.empty())
        meant.words.push_back({misspelling.word, misspelling.suggestions, misspelling.field,
                               misspelling.articles, misspelling.leaf->place});
    if (!meant.words.empty()) return meant;
  } catch (const Error&) {
    // It takes too long: what was found is shown without.
  }
  return std::nullopt;
}

std::optional<DidYouMean> did_you_mean(const Diagnosis& diagnosis) {
  if (diagnosis.corrected.empty()) return std::nullopt;
  DidYouMean meant{diagnosis.corrected, {}};
  for (const Spelling& word : diagnosis.spelling)
    if (!word.suggestions.empty()) meant.words.push_back(word);
  return meant;
}

/// Narrows the search down to articles on the subject of another, in the order of their words.
void add_similar(const std::string& id, bool filtered, DocSet& allowed, Found& found,
                 Snapshot& snapshot, Deadline& deadline) {
  MoreLikeThis similar = more_like_this(id, snapshot, deadline);
  Results& results = found.results;
  results.similar_to = id;
  const bool several = similar.query.kind == Query::Kind::disjunction;
  for (std::size_t i = 0; i < (several ? similar.query.children.size() : 1); ++i)
    results.subjects.push_back(several ? similar.query.children[i].text : similar.query.text);
  if (filtered)
    allowed &= similar.documents;
  else
    allowed = std::move(similar.documents);
  std::vector<Query> clauses{std::move(similar.query)};
  if (found.query.kind != Query::Kind::all) clauses.push_back(std::move(found.query));
  found.query = all_of(std::move(clauses));
  results.canonical = to_text(found.query);
}

/// Makes alternatives at the top of a query a matter of weight.
void set_floor(Query& query, double floor) {
  if (query.kind == Query::Kind::disjunction) query.floor = floor;
  if (query.kind != Query::Kind::conjunction) return;
  for (Query& clause : query.children)
    if (clause.kind == Query::Kind::disjunction) clause.floor = floor;
}

/// Tells of each wildcard that stands for more words than are searched.
void add_wildcard_notes(const Matcher& matcher, std::vector<Note>& notes) {
  for (const WildcardCount& count : matcher.wildcard_counts())
    if (count.existing > count.expanded)
      notes.push_back({count.query->place, "wildcard-limit",
                       fmt::format("{} stands for {} words; the {} most frequent are searched",
                                   to_text(*count.query), count.existing, count.expanded)});
}

Found find_as_written(const SearchRequest& request, Snapshot& snapshot) {
  Found found;
  Results& results = found.results;
  const ParseOptions options{request.now, request.match_any, request.dialect};
  ParsedQuery parsed = parse_query(request.text, options);
  found.query = std::move(parsed.query);
  results.query_text = request.text;
  results.canonical = to_text(found.query);
  results.notes = std::move(parsed.notes);
  if (request.match_any) set_floor(found.query, request.floor);
  results.offset = request.offset;
  results.limit = request.limit;
  expand_saved(found.query, snapshot.catalog(), options, results.notes);

  Deadline deadline(request.timeout, request.cancelled);
  Matcher matcher(snapshot, deadline);
  const Query filters = filters_of(request);
  bool filtered = filters.kind != Query::Kind::all;
  DocSet allowed = filtered ? matcher.match(filters) : snapshot.no_documents();
  if (!request.similar.empty()) {
    add_similar(request.similar, filtered, allowed, found, snapshot, deadline);
    filtered = true;
  }
  const DocSet documents = matcher.match(found.query, filtered ? &allowed : nullptr);
  results.total = documents.count();
  results.total_exact = matcher.exact();
  add_wildcard_notes(matcher, results.notes);
  std::ranges::stable_sort(results.notes, {}, [](const Note& note) { return note.place.offset; });

  FacetCounter counter(documents, snapshot);
  for (const FacetRequest& facet : request.facets) results.facets.push_back(counter.facet(facet));
  if (request.timeline) results.timeline = counter.timeline(*request.timeline);

  if (request.sort == Sort::fresh && has_score(found.query))
    results.fresh = FreshSort{request.freshness.half_life, request.freshness.floor,
                              newest_date(snapshot, request.now)};

  const bool group = request.group || !request.similar.empty();
  const bool all = group || request.limit == 0 || request.offset >= results.total;
  const std::uint64_t wanted =
      all ? results.total
          : request.offset + std::min(request.limit, results.total - request.offset);
  std::vector<RankedDocument> order;
  if (!request.counts_only)
    order = ranked(request, found.query, matcher, documents, wanted, snapshot, deadline, results);
  std::vector<PageEntry> entries;
  if (group) {
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
  if (!request.similar.empty() || !request.advise) return found;
  if (results.total == 0) {
    Deadline rest = deadline.rest(kDiagnosisSeconds);
    results.diagnosis = diagnose(found.query, filters, snapshot, rest);
    results.did_you_mean = did_you_mean(*results.diagnosis);
  } else {
    results.did_you_mean = did_you_mean(found.query, snapshot, deadline.rest(kSuggestSeconds));
  }
  return found;
}

/// With --correct, what finds nothing but would with another spelling is searched with that.
Found find(const SearchRequest& request, Snapshot& snapshot) {
  Found found = find_as_written(request, snapshot);
  const std::optional<DidYouMean>& meant = found.results.did_you_mean;
  if (!request.correct || found.results.total > 0 || !meant) return found;
  SearchRequest respelled = request;
  respelled.text = meant->query;
  respelled.dialect = Dialect::standard;
  Found again = find_as_written(respelled, snapshot);
  again.results.query_text = request.text;
  again.results.notes = found.results.notes;
  again.results.notes.push_back(
      {{0, request.text.size()},
       "corrected",
       fmt::format("Nothing is found for {}; these are the articles for {}.",
                   found.results.canonical, again.results.canonical),
       again.results.canonical});
  again.results.did_you_mean = meant;
  return again;
}

Hit fetch(const RankedDocument& document, const Snapshot& snapshot, Highlighter& highlighter,
          const SearchRequest& request) {
  Hit hit;
  hit.score = document.score;
  if (request.ids_only) {
    hit.id = snapshot.catalog().id(document.number);
    return hit;
  }
  const std::optional<StoredArticle> stored = snapshot.catalog().article(document.number);
  if (!stored)
    throw Error(fmt::format("article {} is in the index but not in the catalog", document.number),
                "run: dateline-indexer verify");
  const Article& a = stored->article;
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
  if (request.snippets) hit.snippet = highlighter.passage();
  return hit;
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

}  // namespace

Searcher::Searcher(std::filesystem::path folder) : folder_(std::move(folder)) { open(); }

void Searcher::open() {
  constexpr int kTries = 10;
  for (int i = 1;; ++i) {
    try {
      auto now = std::make_unique<Snapshot>(folder_);
      std::string revision = now->revision();
      if (revision == revision_) now->take_columns(std::move(*snapshot_));
      snapshot_ = std::move(now);
      revision_ = std::move(revision);
      return;
    } catch (const Xapian::DatabaseModifiedError&) {
      if (i == kTries) throw;
    }
  }
}

/// What was read is of one state only if no commit came between: else it may be anything.
template <class Work>
auto Searcher::on_snapshot(Work&& work) {
  try {
    auto result = work(*snapshot_);
    snapshot_->index().check_unchanged();
    return result;
  } catch (...) {
    snapshot_->index().check_unchanged();
    throw;
  }
}

template <class Work>
auto Searcher::on_one_state(Work&& work) {
  constexpr int kTries = 10, kOvertaken = 2;
  std::optional<ReaderLease> turn;
  for (int i = 1;; ++i) {
    try {
      return on_snapshot(work);
    } catch (const Xapian::DatabaseModifiedError&) {
      // Two commits since it was opened: begin again, on the state as it is now.
      if (i == kOvertaken) turn.emplace(folder_);
      if (i == kTries)
        throw Error("the index changes faster than it can be searched",
                    "search again when the indexer has finished");
      open();
    }
  }
}

void Searcher::refresh() {
  const bool first = !watched_;
  if (first) watched_.emplace(folder_, Catalog::Mode::read);
  const std::int64_t version = watched_->data_version();
  if (!first && version == seen_) return;
  open();
  seen_ = version;  // of before: what has changed since then is seen the next time
}

std::optional<ArticleView> Searcher::article(const std::string& id, const SearchRequest& request) {
  return on_one_state([&](Snapshot& snapshot) {
    const ParseOptions options{request.now, request.match_any, request.dialect};
    ParsedQuery parsed = parse_query(request.text, options);
    expand_saved(parsed.query, snapshot.catalog(), options, parsed.notes);
    return view_article(id, parsed.query, snapshot);
  });
}

Completions Searcher::complete(std::string_view prefix, std::size_t count, double timeout,
                               const std::atomic<bool>* cancelled) {
  const auto start = std::chrono::steady_clock::now();
  Completions completions = on_one_state([&](Snapshot& snapshot) {
    Deadline deadline(timeout, cancelled);
    return autocomplete(prefix, count, snapshot, deadline);
  });
  completions.took_ms = milliseconds_since(start);
  return completions;
}

Results Searcher::search(const SearchRequest& request,
                         const std::function<void(const Results&)>& begin,
                         const std::function<void(const Hit&)>& hit) {
  const auto start = std::chrono::steady_clock::now();
  Found found = on_one_state([&](Snapshot& snapshot) { return find(request, snapshot); });
  Results& results = found.results;
  if (request.strict) refuse_notes(results);
  results.took_ms = milliseconds_since(start);
  begin(results);
  // From here on only the catalog is read, which the snapshot has pinned.
  Highlighter highlighter(found.query);
  std::uint64_t rank = request.offset;
  for (const auto& [document, copies] : found.page) {
    Hit fetched = fetch(document, *snapshot_, highlighter, request);
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

}  // namespace dateline::searching
