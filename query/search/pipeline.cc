// SPDX-License-Identifier: GPL-2.0-or-later
#include "pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "advice/diagnose.h"
#include "advice/explain.h"
#include "advice/spelling_suggestions.h"
#include "error.h"
#include "facets.h"
#include "language/query_relaxation.h"
#include "language/query_tree.h"
#include "matching/match.h"
#include "parsing/canonical_text.h"
#include "ranking/bm25_scorer.h"
#include "ranking/freshness.h"
#include "ranking/more_like_this.h"
#include "ranking/query_expansion.h"
#include "results/terminal_text.h"
#include "saved_queries.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

// The seconds that each kind of advice may take.
constexpr double kDiagnosisSeconds = 2;
constexpr double kExplainSeconds = 5;
constexpr double kSuggestSeconds = 0.2;  // of a search that found something

/// Adds the filter on one field as a clause. Its values are alternatives.
void add_filter(FieldId field, const std::vector<std::string>& values,
                std::vector<Query>& clauses) {
  if (values.empty()) return;
  Query any;
  any.kind = Query::Kind::disjunction;
  for (const std::string& value : values) {
    const std::string code = field == FieldId::language ? normal_language(value) : std::string();
    Query clause;
    clause.kind = Query::Kind::value;
    clause.form = Query::Form::folded;
    clause.field = field;
    clause.text = code.empty() ? value : code;
    any.children.push_back(std::move(clause));
  }
  clauses.push_back(values.size() == 1 ? std::move(any.children.front()) : std::move(any));
}

/// The filters as a query; of kind all where there are none.
Query filter_query(const SearchRequest::Filters& filters) {
  Query all;
  all.kind = Query::Kind::conjunction;
  add_filter(FieldId::source, filters.sources, all.children);
  add_filter(FieldId::section, filters.sections, all.children);
  add_filter(FieldId::author, filters.authors, all.children);
  add_filter(FieldId::language, filters.languages, all.children);
  if (filters.after || filters.before) {
    Query dates;
    dates.kind = Query::Kind::range;
    dates.field = FieldId::date;
    dates.from = filters.after;
    dates.to = filters.before;
    all.children.push_back(std::move(dates));
  }
  return all.children.empty()       ? Query{}
         : all.children.size() == 1 ? Query(all.children.front())
                                    : all;
}

/// Sets the floor of the disjunctions at the top of a query.
void set_floor(Query& query, double floor) {
  if (query.kind == Query::Kind::disjunction) query.floor = floor;
  if (query.kind != Query::Kind::conjunction) return;
  for (Query& clause : query.children)
    if (clause.kind == Query::Kind::disjunction) clause.floor = floor;
}

/// The words of an article's subject, the weightiest first.
std::vector<std::string> subject_words(const Query& query) {
  if (query.kind != Query::Kind::disjunction) return {query.text};
  std::vector<std::string> words;
  for (const Query& word : query.children) words.push_back(word.text);
  return words;
}

std::vector<std::string> new_words(const std::vector<ExpansionTerm>& expansion) {
  std::vector<std::string> words;
  for (const ExpansionTerm& term : expansion)
    if (!term.in_query) words.push_back(term.word);
  return words;
}

/// The best article of each story, in order.
std::vector<PageEntry> best_of_each_story(const std::vector<RankedDocument>& ranked,
                                          const DocSet& documents, Snapshot& snapshot) {
  std::vector<std::uint32_t> numbers;
  for (const RankedDocument& document : ranked) numbers.push_back(document.number);
  std::vector<PageEntry> entries;
  for (const NearDuplicates::First& first :
       snapshot.near_duplicates().first_of_each(numbers, documents))
    entries.push_back({ranked[first.place], first.copies});
  return entries;
}

/// The part of `entries` that is on the page.
std::vector<PageEntry> cut_page(const std::vector<PageEntry>& entries,
                                const SearchRequest::Page& page) {
  const auto begin = std::min<std::uint64_t>(page.offset, entries.size());
  const auto rest = entries.size() - begin;
  const auto count = page.limit == 0 ? rest : std::min<std::uint64_t>(page.limit, rest);
  const auto first = entries.begin() + static_cast<std::ptrdiff_t>(begin);
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

/// The words of a query that look misspelled; nothing where none has a suggestion.
std::optional<DidYouMean> did_you_mean(const Query& query, Snapshot& snapshot, Deadline deadline) {
  try {
    const std::vector<Misspelling> misspellings = find_misspellings(query, snapshot, deadline);
    DidYouMean meant{to_text(corrected(query, misspellings)), {}};
    for (const Misspelling& one : misspellings)
      if (!one.suggestions.empty())
        meant.words.push_back(
            {one.word, one.suggestions, one.field, one.articles, one.leaf->place});
    if (!meant.words.empty()) return meant;
  } catch (const Error&) {
    // It takes too long, so the results are shown without suggestions.
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

/// Adds a note for each wildcard that matches more words than are searched.
void add_wildcard_notes(const Matcher& matcher, std::vector<Note>& notes) {
  for (const WildcardCount& count : matcher.wildcard_counts())
    if (count.existing > count.expanded)
      notes.push_back({count.query->place, "wildcard-limit",
                       fmt::format("{} stands for {} words; the {} most frequent are searched",
                                   to_text(*count.query), count.existing, count.expanded)});
}

/// The query with its lower-case operators in capitals.
std::string with_operators(std::string text, const std::vector<Note>& notes) {
  for (const Note& note : notes) {
    if (note.code != "lowercase-operator") continue;
    const auto begin = text.begin() + static_cast<std::ptrdiff_t>(note.place.offset);
    std::transform(begin, begin + static_cast<std::ptrdiff_t>(note.place.length), begin,
                   [](char c) { return is_ascii_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; });
  }
  return text;
}

/// One run of the six steps. The matcher and the deadline are shared by them.
class Pipeline {
 public:
  Pipeline(const SearchRequest& request, Snapshot& snapshot)
      : request_(request),
        snapshot_(snapshot),
        deadline_(request.timeout, request.cancelled),
        matcher_(snapshot, deadline_),
        filters_(filter_query(request.filters)) {}

  FoundPage run(const ParsedQuery& parsed) {
    understand(parsed);
    DocSet documents = match();
    count(documents);
    const std::vector<RankedDocument> ranked = order(documents);
    std::vector<PageEntry> entries = page(ranked, documents);
    advise();
    EnglishForms forms = english_forms_of(query_, snapshot_.word_frequency());
    return {std::move(results_), std::move(query_), std::move(entries), std::move(documents),
            std::move(forms)};
  }

 private:
  void understand(const ParsedQuery& parsed);
  void search_subject_of(const std::string& id);
  DocSet match();
  void note_shared_ids(const DocSet& documents);
  void count(const DocSet& documents);
  std::vector<RankedDocument> order(const DocSet& documents);
  std::uint64_t ranks_needed() const;
  std::vector<PageEntry> page(const std::vector<RankedDocument>& ranked, const DocSet& documents);
  void advise();
  void count_with_operators();
  void note_thin_result();

  bool similar() const { return !request_.query.similar.empty(); }
  bool grouped() const { return request_.page.group || similar(); }

  const SearchRequest& request_;
  Snapshot& snapshot_;
  Deadline deadline_;
  Matcher matcher_;  // knows the nodes of query_ and filters_ by their addresses
  const Query filters_;
  Query query_;
  std::optional<DocSet> on_subject_;  // articles on the subject of QueryText::similar
  Results results_;
};

/// Makes the query of what was parsed: with its floor, its saved queries, and the subject of the
/// article it shall be similar to.
void Pipeline::understand(const ParsedQuery& parsed) {
  query_ = request_.query.wide ? widened(parsed.query) : parsed.query;
  results_.query_text = request_.query.text;
  results_.canonical = to_text(query_);
  results_.notes = parsed.notes;
  results_.offset = request_.page.offset;
  results_.limit = request_.page.limit;
  if (request_.query.match_any) set_floor(query_, request_.query.floor);
  expand_saved(query_, snapshot_.catalog(), request_.now, results_.notes);
  if (similar()) search_subject_of(request_.query.similar);
}

/// Restricts the search to articles on the subject of another article, and ranks by its words.
void Pipeline::search_subject_of(const std::string& id) {
  MoreLikeThis subject = more_like_this(id, snapshot_, deadline_);
  results_.similar_to = id;
  results_.subjects = subject_words(subject.query);
  on_subject_ = std::move(subject.documents);
  std::vector<Query> clauses{std::move(subject.query)};
  if (query_.kind != Query::Kind::all) clauses.push_back(std::move(query_));
  query_ = all_of(std::move(clauses));
  results_.canonical = to_text(query_);
}

/// The documents that match the query and the filters.
DocSet Pipeline::match() {
  std::optional<DocSet> allowed = std::move(on_subject_);
  if (filters_.kind != Query::Kind::all) {
    DocSet filtered = matcher_.match(filters_);
    if (allowed) filtered &= *allowed;
    allowed = std::move(filtered);
  }
  DocSet documents = matcher_.match(query_, allowed ? &*allowed : nullptr);
  results_.total = documents.count();
  results_.total_exact = matcher_.exact();
  add_wildcard_notes(matcher_, results_.notes);
  note_shared_ids(documents);
  std::ranges::stable_sort(results_.notes, {}, note_order);
  return documents;
}

/// Says how many articles have an id that an article of another archive has, too.
void Pipeline::note_shared_ids(const DocSet& documents) {
  if (!snapshot_.archives().several()) return;
  std::uint64_t ids = 0;
  for (const std::vector<std::uint32_t>& group : snapshot_.shared_ids())
    ids += std::ranges::count_if(group, [&](auto one) { return documents.contains(one); }) > 1;
  if (ids == 0) return;
  results_.notes.push_back(
      {{0, 0},
       "shared-ids",
       fmt::format("{} in more than one archive; each archive's article counts by itself.",
                   ids == 1 ? "1 id is" : dateline::grouped(ids) + " ids are")});
}

/// Facets and the timeline, over all documents.
void Pipeline::count(const DocSet& documents) {
  FacetCounter counter(documents, snapshot_);
  for (const FacetRequest& facet : request_.counts.facets)
    results_.facets.push_back(counter.facet(facet));
  if (!request_.counts.timeline) return;
  const Period period = *request_.counts.timeline;
  const DocSet held =
      filters_.kind == Query::Kind::all ? snapshot_.all_documents() : matcher_.match(filters_);
  results_.timeline =
      counter.timeline(period, held, request_.filters.after, request_.filters.before);
}

/// The first documents in the order of the request, as many as the page needs.
std::vector<RankedDocument> Pipeline::order(const DocSet& documents) {
  const auto& [sort, freshness, expand] = request_.order;
  const bool scored = has_score(query_);
  if (sort == Sort::fresh && scored)
    results_.fresh =
        FreshSort{freshness.half_life, freshness.floor, newest_date(snapshot_, request_.now)};
  if (request_.page.counts_only) return {};
  const std::uint64_t count = ranks_needed();
  if (sort == Sort::newest || sort == Sort::oldest || !scored)
    return rank_by_date(documents, sort == Sort::oldest ? DateOrder::oldest : DateOrder::newest,
                        count, snapshot_);
  std::vector<ExpansionTerm> added;
  std::vector<ExpansionTerm>* const expansion = expand ? &added : nullptr;
  std::vector<RankedDocument> ranked =
      sort == Sort::fresh
          ? rank_by_freshness(query_, matcher_, documents, count, freshness, request_.now,
                              snapshot_, deadline_, expansion)
          : rank_by_relevance(query_, matcher_, documents, count, snapshot_, deadline_, expansion);
  if (expand) results_.expansion = new_words(added);
  return ranked;
}

/// How many documents must be in order: all of them, where groups or the page need all.
std::uint64_t Pipeline::ranks_needed() const {
  const std::uint64_t offset = request_.page.offset, limit = request_.page.limit;
  const std::uint64_t total = results_.total;
  if (grouped() || limit == 0 || offset >= total) return total;
  return offset + std::min(limit, total - offset);
}

/// The hits of the page.
std::vector<PageEntry> Pipeline::page(const std::vector<RankedDocument>& ranked,
                                      const DocSet& documents) {
  std::vector<PageEntry> entries;
  if (grouped()) {
    entries = best_of_each_story(ranked, documents, snapshot_);
    results_.stories = entries.size();
  } else {
    for (const RankedDocument& document : ranked) entries.push_back({document});
  }
  return cut_page(entries, request_.page);
}

/// Adds the explanation, the reason why nothing is found, and misspelled words.
void Pipeline::advise() {
  if (request_.advice.explain) {
    Deadline deadline = deadline_.remaining(kExplainSeconds);
    results_.explanation = explain(query_, filters_, matcher_, snapshot_, deadline);
  }
  if (similar() || !request_.advice.suggest) return;
  try {
    count_with_operators();
    note_thin_result();
  } catch (const Error&) {
    // It takes too long, so this advice is left out.
  }
  if (results_.total == 0) {
    Deadline deadline = deadline_.remaining(kDiagnosisSeconds);
    results_.diagnosis = diagnose(query_, filters_, snapshot_, deadline);
    results_.did_you_mean = did_you_mean(*results_.diagnosis);
  } else {
    results_.did_you_mean = did_you_mean(query_, snapshot_, deadline_.remaining(kSuggestSeconds));
  }
}

/// Says in the last note on an operator in lower case what it would find in capitals.
void Pipeline::count_with_operators() {
  const auto last = std::ranges::find(results_.notes.rbegin(), results_.notes.rend(),
                                      "lowercase-operator", &Note::code);
  if (last == results_.notes.rend()) return;
  const std::string text = with_operators(request_.query.text, results_.notes);
  const ParsedQuery other =
      parse_query(text, {request_.now, request_.query.match_any, request_.query.dialect});
  Deadline deadline = deadline_.remaining(kSuggestSeconds);
  Matcher matcher(snapshot_, deadline);
  DocSet documents = matcher.match(other.query);
  if (filters_.kind != Query::Kind::all) documents &= matcher.match(filters_);
  last->repair = to_text(other.query);
  last->message +=
      fmt::format(" {} finds {} {}.", last->repair, dateline::grouped(documents.count()),
                  plural(documents.count(), "article"));
}

/// Where few articles match all clauses and many all but one, says so.
void Pipeline::note_thin_result() {
  constexpr std::uint64_t kThin = 10, kManyTimes = 3;
  constexpr std::size_t kFewestClauses = 3, kMostClauses = 8;
  if (query_.kind != Query::Kind::conjunction || results_.total == 0 || results_.total > kThin)
    return;
  if (query_.children.size() < kFewestClauses || query_.children.size() > kMostClauses ||
      !std::ranges::all_of(query_.children, is_positional))
    return;
  Deadline deadline = deadline_.remaining(kSuggestSeconds);
  Matcher matcher(snapshot_, deadline);
  std::vector<std::uint8_t> matched(snapshot_.last_document() + std::size_t{1});
  for (const Query& clause : query_.children)
    matcher.match(clause).for_each([&](std::uint32_t document) { ++matched[document]; });
  DocSet nearly = snapshot_.no_documents();
  for (std::uint32_t document = 1; document < matched.size(); ++document)
    if (matched[document] + std::size_t{1} == query_.children.size()) nearly.insert(document);
  if (filters_.kind != Query::Kind::all) nearly &= matcher.match(filters_);
  if (nearly.count() < kManyTimes * results_.total) return;
  results_.notes.push_back(
      {{0, request_.query.text.size()},
       "thin-result",
       fmt::format("{} {} all of this; {} more {} all but one word. --match any finds those too.",
                   dateline::grouped(results_.total),
                   results_.total == 1 ? "article has" : "articles have",
                   dateline::grouped(nearly.count()), nearly.count() == 1 ? "has" : "have")});
}

/// Searches the likeliest spelling of a query that found nothing, and says so in a note.
FoundPage find_corrected(const SearchRequest& request, const Results& nothing, Snapshot& snapshot) {
  SearchRequest respelled = request;
  respelled.query.text = nothing.did_you_mean->query;
  respelled.query.dialect = Dialect::standard;
  FoundPage found = Pipeline(respelled, snapshot).run(parse_query(respelled));
  Results& results = found.results;
  results.query_text = request.query.text;
  results.notes = nothing.notes;
  results.notes.push_back({{0, request.query.text.size()},
                           "corrected",
                           fmt::format("Nothing is found for {}; these are the articles for {}.",
                                       nothing.canonical, results.canonical),
                           results.canonical});
  results.did_you_mean = nothing.did_you_mean;
  return found;
}

}  // namespace

ParsedQuery parse_query(const SearchRequest& request) {
  return parse_query(request.query.text,
                     {request.now, request.query.match_any, request.query.dialect});
}

FoundPage find_page(const SearchRequest& request, const ParsedQuery& parsed, Snapshot& snapshot) {
  FoundPage found = Pipeline(request, snapshot).run(parsed);
  const bool corrects =
      request.advice.correct && found.results.total == 0 && found.results.did_you_mean;
  return corrects ? find_corrected(request, found.results, snapshot) : found;
}

}  // namespace dateline::searching
