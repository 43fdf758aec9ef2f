// SPDX-License-Identifier: GPL-2.0-or-later
#include "match.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "index_positions.h"
#include "parsing/canonical_text.h"
#include "phrase_scan.h"
#include "positional.h"
#include "snapshot/bm25.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

using schema::FieldId;
using Kind = Query::Kind;

/// Words of a wildcard that score one by one inside of a positional operator; with more the
/// wildcard gives it no score.
constexpr std::size_t kMostScoredTerms = 16;

/// How costly a clause is to match: cheap ones first, so that the others see few candidates.
int cost(const Query& query) {
  switch (query.kind) {
    case Kind::word:
      return query.form == Query::Form::wildcard || query.form == Query::Form::fuzzy ? 2 : 0;
    case Kind::phrase:
      return 3;
    case Kind::negation:
      return 5;
    case Kind::near:
    case Kind::not_near:
    case Kind::at_least:
    case Kind::first:
      return 4;
    case Kind::conjunction:
    case Kind::disjunction: {
      int highest = 0;
      for (const Query& child : query.children) highest = std::max(highest, cost(child));
      return highest;
    }
    default:
      return 0;
  }
}

/// Whether every document of a chain's terms matches, whatever their positions.
bool needs_no_positions(const ResolvedWord& leaf) {
  return leaf.slots.size() == 1 && leaf.slots[0].none_of.empty() &&
         (leaf.where == ResolvedWord::Where::anywhere || leaf.where == ResolvedWord::Where::byline);
}

}  // namespace

bool is_function_word(const Query& query) {
  return query.kind == Kind::word && query.form == Query::Form::stem &&
         is_function_word(lower_ascii(query.text));
}

DocSet Matcher::match(const Query& query, const DocSet* within) {
  deadline_.check();
  DocSet result = snapshot_.no_documents();
  switch (query.kind) {
    case Kind::all:
      return everything(within);
    case Kind::none:
      return result;
    case Kind::word:
    case Kind::phrase:
      return match_leaf(query, within);
    case Kind::near:
    case Kind::not_near:
    case Kind::at_least:
    case Kind::first:
      return match_positions(query, within);
    case Kind::conjunction:
      return match_conjunction(query, within);
    case Kind::disjunction:
      if (query.floor > 0) return match_floor(query, within);
      for (const Query& child : query.children) result |= match_clause(child, within);
      return result;
    case Kind::negation: {
      result = everything(within);
      const bool outer = std::exchange(inside_negation_, true);
      result -= match(query.children.front(), within);
      inside_negation_ = outer;
      return result;
    }
    case Kind::optional:
      match_clause(query.children.front(), within);  // for ranking only
      return everything(within);
    case Kind::value:
      result = match_value(query);
      break;
    case Kind::range:
      result = match_range(query);
      break;
  }
  if (within != nullptr) result &= *within;
  return result;
}

/// Of what need not match, what it matches is kept for ranking, unless its words say it.
DocSet Matcher::match_clause(const Query& clause, const DocSet* within) {
  DocSet documents = match(clause, within);
  if (clause.kind == Kind::conjunction && !inside_negation_)
    clauses_.insert_or_assign(&clause, documents);
  return documents;
}

DocSet Matcher::match_conjunction(const Query& query, const DocSet* within) {
  std::vector<const Query*> clauses;
  for (const Query& child : query.children) clauses.push_back(&child);
  // What is optional is only matched where the rest is; of the rest, what is rarest first.
  const auto order = [&](const Query* clause) {
    const int dear = cost(*clause);
    return std::tuple(clause->kind == Kind::optional, dear, dear == 0 ? documents_of(*clause) : 0);
  };
  std::ranges::stable_sort(clauses, {}, order);
  DocSet result = match(*clauses.front(), within);
  for (std::size_t i = 1; i < clauses.size(); ++i) {
    const DocSet candidates = result;
    result = match(*clauses[i], &candidates);
  }
  return result;
}

DocSet Matcher::match_floor(const Query& query, const DocSet* within) {
  std::vector<double> matched(snapshot_.no_documents().last() + std::size_t{1});
  double all = 0;
  for (const Query& child : query.children) {
    const DocSet documents = match_clause(child, nullptr);
    if (documents.empty()) continue;
    const double weight =
        (is_function_word(child) ? kFunctionWordWeight : 1) *
        idf(snapshot_.database().get_doccount(), static_cast<double>(documents.count()));
    all += weight;
    documents.for_each([&](std::uint32_t number) { matched[number] += weight; });
  }
  constexpr double kRounding = 1e-9;
  const double floor = query.floor * all - kRounding;
  DocSet result = snapshot_.no_documents();
  for (std::uint32_t number = 0; number < matched.size(); ++number)
    if (matched[number] > 0 && matched[number] >= floor) result.insert(number);
  if (within != nullptr) result &= *within;
  return result;
}

DocSet Matcher::match_leaf(const Query& query, const DocSet* within) {
  const bool stemmed = query.kind == Kind::word && query.form == Query::Form::stem;
  const ResolvedWord& leaf = stemmed ? stems_of(query) : leaf_of(query);
  std::vector<std::optional<KeptPostings>> kept;
  DocSet documents = snapshot_.no_documents();
  bool as_its_term = false;
  switch (leaf.kind) {
    case ResolvedWord::Kind::nothing:
      break;
    case ResolvedWord::Kind::phrase:
      return match_positions(query, within);
    case ResolvedWord::Kind::stems:
      as_its_term = leaf.where == ResolvedWord::Where::anywhere && leaf.stems.size() == 1;
      documents = leaf.written.empty() ? match_stems(leaf, within, kept)
                                       : match_written(query, leaf, within);
      break;
    case ResolvedWord::Kind::chain:
      as_its_term = needs_no_positions(leaf) && leaf.slots[0].any_of.size() == 1;
      documents = match_chain(query, leaf, within);
      break;
  }
  if (!inside_negation_)
    leaves_.insert_or_assign(
        &query,
        MatchedClause{
            leaf, as_its_term ? std::nullopt : std::optional(documents), {}, std::move(kept)});
  return documents;
}

const ResolvedWord& Matcher::stems_of(const Query& word) {
  const auto known = stems_.find(&word);
  if (known != stems_.end()) return known->second;
  return stems_.emplace(&word, resolver_.resolve(word, Reading::stem)).first->second;
}

/// About how many a clause that is cheap to match finds.
double Matcher::documents_of(const Query& clause) {
  if (clause.kind != Kind::word || clause.form != Query::Form::stem) return 0;
  double sum = 0;
  for (const LanguageTerm& stem : stems_of(clause).stems)
    sum += snapshot_.index().statistics(stem.term).documents;
  return sum;
}

/// A word or phrase as written.
const ResolvedWord& Matcher::leaf_of(const Query& query) {
  const auto known = written_.find(&query);
  if (known != written_.end()) return known->second;
  ResolvedWord& leaf =
      written_.emplace(&query, resolver_.resolve(query, Reading::as_written)).first->second;
  if (leaf.existing != 0) {
    costs_[&query].existing = leaf.existing;
    costs_[&query].expanded = leaf.expanded;
  }
  if (leaf.existing > leaf.expanded) {
    exact_ = false;
    notes_.push_back({query.place, "wildcard-limit",
                      fmt::format("{} stands for {} words; the {} most frequent are searched",
                                  to_text(query), leaf.existing, leaf.expanded)});
  }
  return leaf;
}

DocSet Matcher::everything(const DocSet* within) const {
  return within != nullptr ? *within : snapshot_.all_documents();
}

DocSet Matcher::languages(const std::vector<std::string>& codes) const {
  DocSet result = snapshot_.no_documents();
  for (const std::string& code : codes) result |= snapshot_.language_filter(code);
  return result;
}

DocSet Matcher::match_stems(const ResolvedWord& leaf, const DocSet* within,
                            std::vector<std::optional<KeptPostings>>& kept) {
  DocSet result = snapshot_.no_documents();
  kept.resize(leaf.stems.size());
  for (std::size_t i = 0; i < leaf.stems.size(); ++i) {
    const LanguageTerm& stem = leaf.stems[i];
    DocSet documents = postings(stem.term, within, &kept[i]);
    if (!stem.languages.empty() && !documents.empty()) documents &= languages(stem.languages);
    if (leaf.where == ResolvedWord::Where::body) {
      // A stem has no positions. It is in the body where it counts for more than the headline's
      // share.
      const auto weight = static_cast<std::uint32_t>(schema::field(FieldId::title).weight);
      Postings all(snapshot_.index(), stem.term);
      Postings titles(snapshot_.index(), leaf.title_stems[i].term);
      for (auto some = titles.next(); !some.empty(); some = titles.next())
        for (const Posting& title : some) {
          if (!documents.contains(title.document)) continue;
          const Posting* const here = all.find(title.document);
          if (here != nullptr && here->times <= weight * title.times)
            documents.erase(title.document);
        }
    }
    result |= documents;
  }
  return result;
}

/// Stems of the lead: the words that have them stand there.
DocSet Matcher::match_written(const Query& query, const ResolvedWord& leaf, const DocSet* within) {
  DocSet result = snapshot_.no_documents();
  for (const LanguageTerms& words : leaf.written) {
    ResolvedWord chain;
    chain.kind = ResolvedWord::Kind::chain;
    chain.where = leaf.where;
    chain.slots.push_back({0, words.terms, {}});
    if (words.languages.empty()) {
      result |= match_chain(query, chain, within);
      continue;
    }
    DocSet allowed = languages(words.languages);
    if (within != nullptr) allowed &= *within;
    result |= match_chain(query, chain, &allowed);
  }
  return result;
}

DocSet Matcher::match_chain(const Query& query, const ResolvedWord& leaf, const DocSet* within) {
  DocSet candidates = candidates_for_chain(leaf, within);
  if (needs_no_positions(leaf) || candidates.empty()) return candidates;
  // An excluded form elsewhere in the article takes a look at the places; without one there is none
  // to exclude.
  DocSet sure = snapshot_.no_documents();
  if (leaf.slots.size() == 1 && leaf.where == ResolvedWord::Where::anywhere) {
    sure = candidates;
    candidates = any_postings(leaf.slots[0].none_of, &sure);
    sure -= candidates;
  }
  if (PhraseScan::can_read(snapshot_.index(), leaf)) {
    PhraseScan scan(snapshot_.index(), leaf);
    return evaluate(query, candidates, scan,
                    [&](std::uint32_t document) { return scan.has(document); });
  }
  IndexPositions positions(snapshot_.index());
  const Query tree =
      positions.prepare(query, [&](const Query&) -> const ResolvedWord& { return leaf; });
  sure |= evaluate(query, tree, positions, candidates);
  return sure;
}

DocSet Matcher::match_positions(const Query& query, const DocSet* within) {
  const DocSet candidates = candidates_for(query, within);
  IndexPositions positions(snapshot_.index());
  std::set<std::string> terms;
  const Query tree = positions.prepare(query, [&](const Query& word) -> const ResolvedWord& {
    const ResolvedWord& leaf = leaf_of(word);
    for (const TermSlot& slot : leaf.slots)
      if (slot.any_of.size() <= kMostScoredTerms)
        terms.insert(slot.any_of.begin(), slot.any_of.end());
    return leaf;
  });
  DocSet documents = evaluate(query, tree, positions, candidates);
  if (!inside_negation_) {
    ResolvedWord leaf;
    leaf.kind = ResolvedWord::Kind::phrase;  // scores by its terms
    leaves_.insert_or_assign(&query, MatchedClause{leaf, documents, {terms.begin(), terms.end()}});
  }
  return documents;
}

/// Those of `candidates` that hold, as found out by reading `positions`.
template <class Positions, class Holds>
DocSet Matcher::evaluate(const Query& query, const DocSet& candidates, const Positions& positions,
                         Holds&& holds) {
  DocSet result = snapshot_.no_documents();
  NodeCost& cost = costs_[&query];
  candidates.for_each([&](std::uint32_t document) {
    deadline_.check();
    ++cost.candidates;
    if (holds(document)) result.insert(document);
  });
  cost.position_lists += positions.lists_read();
  return result;
}

/// Those where `tree`, which `positions` has prepared for `query`, has a place.
DocSet Matcher::evaluate(const Query& query, const Query& tree, IndexPositions& positions,
                         const DocSet& candidates) {
  return evaluate(query, candidates, positions, [&](std::uint32_t document) {
    positions.move_to(document);
    return tree.kind == Kind::word ? positions.has(tree) : !find_spans(tree, positions).empty();
  });
}

}  // namespace dateline::searching
