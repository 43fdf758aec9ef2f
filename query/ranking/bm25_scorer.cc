// SPDX-License-Identifier: GPL-2.0-or-later
#include "bm25_scorer.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parsing/canonical_text.h"
#include "snapshot/bm25.h"

namespace dateline::searching {
namespace {

/// Whether something in the query ranks that is not a function word.
bool has_meaning(const Query& query) {
  if (query.kind == Query::Kind::conjunction || query.kind == Query::Kind::disjunction ||
      query.kind == Query::Kind::optional)
    return std::ranges::any_of(query.children, has_meaning);
  return has_score(query) && !is_function_word(query);
}

/// What a term weighs.
double term_weight(const std::string& term, double factor, const Snapshot& snapshot) {
  return factor *
         idf(snapshot.database().get_doccount(), snapshot.index().statistics(term).documents);
}

double stem_weight(const std::string& stem, double factor, const Snapshot& snapshot) {
  const TermStatistics& of = snapshot.index().statistics(stem);
  return term_weight(stem, factor * burstiness(of.times, of.documents), snapshot);
}

class Scorer {
 public:
  Scorer(const Query& query, const Matcher& matcher, Snapshot& snapshot, Deadline& deadline,
         std::span<double> scores)
      : matcher_(matcher),
        snapshot_(snapshot),
        norms_(snapshot.norms()),
        deadline_(deadline),
        scores_(scores),
        some_meaning_(has_meaning(query)) {}

  void add(const Query& query, const DocSet& documents, double factor) {
    factor *= query.boost;
    switch (query.kind) {
      case Query::Kind::word:
      case Query::Kind::phrase:
      case Query::Kind::near:
      case Query::Kind::not_near:
      case Query::Kind::at_least:
      case Query::Kind::first:
        add_leaf(query, documents, factor);
        break;
      case Query::Kind::conjunction:
        for (const Query& child : query.children) add(child, documents, factor);
        break;
      case Query::Kind::optional:
        add_clause(query.children.front(), documents, factor);
        break;
      case Query::Kind::disjunction:
        add_alternatives(query, documents, factor);
        break;
      default:
        break;
    }
  }

 private:
  /// A clause that need not match.
  void add_clause(const Query& clause, const DocSet& documents, double factor) {
    const DocSet* const matched = matcher_.clause(&clause);
    if (matched == nullptr) return add(clause, documents, factor);
    DocSet here = documents;
    here &= *matched;
    add(clause, here, factor);
  }

  /// An alternative that is there n times is looked up once.
  void add_alternatives(const Query& query, const DocSet& documents, double factor) {
    std::map<std::string, double> times;
    std::vector<std::pair<std::string, const Query*>> alternatives;
    for (const Query& child : query.children) {
      std::string text = to_text(child);
      if (++times[text] == 1) alternatives.emplace_back(std::move(text), &child);
    }
    for (const auto& [text, child] : alternatives)
      add_clause(*child, documents, factor * times[text]);
  }

  void add_leaf(const Query& query, const DocSet& documents, double factor) {
    const auto found = matcher_.leaves().find(&query);
    if (found == matcher_.leaves().end()) return;
    const MatchedClause& matched = found->second;
    if (some_meaning_ && is_function_word(query)) factor *= kFunctionWordWeight;
    if (!matched.documents) return add_terms(matched, documents, factor);
    DocSet here = documents;
    here &= *matched.documents;
    const ResolvedWord& leaf = matched.leaf;
    const bool as_one = (leaf.kind == ResolvedWord::Kind::chain && leaf.existing != 0) ||
                        (leaf.kind == ResolvedWord::Kind::phrase && matched.terms.empty());
    if (!as_one) return add_terms(matched, here, factor);
    // What one occurrence weighs in an article of average length.
    const double weight = factor * idf(snapshot_.database().get_doccount(),
                                       static_cast<double>(matched.documents->count()));
    here.for_each([&](std::uint32_t document) { scores_[document] += weight; });
  }

  void add_terms(const MatchedClause& matched, const DocSet& documents, double factor) {
    const ResolvedWord& leaf = matched.leaf;
    const auto add_word = [&](const std::string& term) {
      add_term(term, documents, term_weight(term, factor, snapshot_));
    };
    if (leaf.kind == ResolvedWord::Kind::stems) {
      for (std::size_t i = 0; i < leaf.stems.size(); ++i) {
        const std::string& stem = leaf.stems[i].term;
        add_term(stem, documents, stem_weight(stem, factor, snapshot_),
                 matched.postings.empty() ? std::nullopt : matched.postings[i]);
      }
    } else if (leaf.kind == ResolvedWord::Kind::chain) {
      for (const TermSlot& slot : leaf.slots) std::ranges::for_each(slot.any_of, add_word);
    } else {
      std::ranges::for_each(matched.terms, add_word);
    }
  }

  /// `kept`: postings of those of `documents` that have it at least, where match has kept them.
  void add_term(const std::string& term, const DocSet& documents, double weight,
                const std::optional<KeptPostings>& kept = {}) {
    const double with = snapshot_.index().statistics(term).documents;
    if (with == 0) return;
    deadline_.check_now();
    if (kept) return add_members(matcher_.kept(*kept), documents, weight);
    Postings list(snapshot_.index(), term);
    if (static_cast<double>(documents.count()) * kReadPerFind < with) {
      documents.for_each([&](std::uint32_t document) {
        const Posting* const found = list.find(document);
        if (found != nullptr && found->document == document) add_all({found, 1}, weight);
      });
      return;
    }
    for (auto some = list.next(); !some.empty(); some = list.next())
      add_members(some, documents, weight);
  }

  void add_members(std::span<const Posting> some, const DocSet& documents, double weight) {
    std::array<Posting, 256> members;
    while (!some.empty()) {
      const auto now = some.first(std::min(some.size(), members.size()));
      add_all({members.data(), documents.copy_members(now, members.data())}, weight);
      some = some.subspan(now.size());
    }
  }

  void add_all(std::span<const Posting> some, double weight) {
    for (const Posting& posting : some)
      scores_[posting.document] += weight * saturation(posting.times, norms_[posting.document]);
  }

  const Matcher& matcher_;
  Snapshot& snapshot_;
  const std::span<const double> norms_;
  Deadline& deadline_;
  const std::span<double> scores_;
  const bool some_meaning_;  // a query of function words only is ranked by them
};

}  // namespace

bool has_score(const Query& query) {
  switch (query.kind) {
    case Query::Kind::word:
    case Query::Kind::phrase:
    case Query::Kind::near:
    case Query::Kind::not_near:
    case Query::Kind::at_least:
    case Query::Kind::first:
      return true;
    case Query::Kind::conjunction:
    case Query::Kind::disjunction:
    case Query::Kind::optional:
      return std::ranges::any_of(query.children, has_score);
    default:
      return false;
  }
}

void add_scores(const Query& query, const Matcher& matcher, const DocSet& documents,
                Snapshot& snapshot, Deadline& deadline, std::span<double> scores) {
  Scorer(query, matcher, snapshot, deadline, scores).add(query, documents, 1);
}

std::optional<OneWord> one_word(const Query& query, const Matcher& matcher, std::size_t documents,
                                const Snapshot& snapshot) {
  const auto found = matcher.leaves().find(&query);
  if (found == matcher.leaves().end()) return {};
  const MatchedClause& matched = found->second;
  if (matched.documents || matched.postings.size() != 1 || !matched.postings.front()) return {};
  const std::span<const Posting> postings = matcher.kept(*matched.postings.front());
  if (postings.size() != documents) return {};
  return OneWord{postings, stem_weight(matched.leaf.stems.front().term, query.boost, snapshot)};
}

}  // namespace dateline::searching
