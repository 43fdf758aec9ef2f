// SPDX-License-Identifier: GPL-2.0-or-later
#include "bm25_scorer.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "matching/positional.h"
#include "snapshot/bm25.h"

namespace dateline::searching {
namespace {

/// Whether a node scores by its own terms.
bool is_scored_clause(const Query& query) {
  return query.kind == Query::Kind::word || reads_as_written(query.kind);
}

/// Whether a node scores by the sum of its children's scores.
bool joins_clauses(const Query& query) {
  return query.kind == Query::Kind::conjunction || query.kind == Query::Kind::disjunction ||
         query.kind == Query::Kind::optional;
}

/// Whether the query ranks by a word that is not a function word.
bool has_meaning(const Query& query) {
  if (joins_clauses(query)) return std::ranges::any_of(query.children, has_meaning);
  return is_scored_clause(query) && !is_function_word(query);
}

/// The weight of a term: its idf.
double term_weight(const std::string& term, double factor, const Snapshot& snapshot) {
  return factor * idf(snapshot.document_count(), snapshot.index().statistics(term).doc_freq);
}

/// The weight of a word with its forms.
double word_weight(const MatchedClause& word, double factor, const Matcher& matcher,
                   const Snapshot& snapshot) {
  const TermStatistics of = matcher.statistics(word);
  return factor * burstiness(of.coll_freq, of.doc_freq) *
         idf(snapshot.document_count(), of.doc_freq);
}

/// Equal for equal queries, and rarely for others: of the node's text and of its children's.
struct QueryHash {
  std::size_t operator()(const Query* query) const {
    std::size_t hash =
        std::hash<std::string>()(query->text) + static_cast<std::size_t>(query->kind);
    for (const Query& child : query->children) hash = hash * 31 + (*this)(&child);
    return hash;
  }
};
struct QueryEqual {
  bool operator()(const Query* a, const Query* b) const { return *a == *b; }
};

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
    if (is_scored_clause(query)) return add_clause(query, documents, factor);
    switch (query.kind) {
      case Query::Kind::conjunction:
        for (const Query& child : query.children) add(child, documents, factor);
        break;
      case Query::Kind::optional:
        add_optional(query.children.front(), documents, factor);
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
  void add_optional(const Query& clause, const DocSet& documents, double factor) {
    const DocSet* const matched = matcher_.documents_of(&clause);
    if (matched == nullptr) return add(clause, documents, factor);
    DocSet here = documents;
    here &= *matched;
    add(clause, here, factor);
  }

  /// Equal alternatives are scored once, with the sum of their weights.
  void add_alternatives(const Query& query, const DocSet& documents, double factor) {
    std::unordered_map<const Query*, double, QueryHash, QueryEqual> repetitions;
    std::vector<const Query*> alternatives;
    for (const Query& child : query.children)
      if (++repetitions[&child] == 1) alternatives.push_back(&child);
    for (const Query* const alternative : alternatives)
      add_optional(*alternative, documents, factor * repetitions[alternative]);
  }

  void add_clause(const Query& query, const DocSet& documents, double factor) {
    const auto found = matcher_.clauses().find(&query);
    if (found == matcher_.clauses().end()) return;
    const MatchedClause& matched = found->second;
    if (some_meaning_ && is_function_word(query)) factor *= kFunctionWordWeight;
    if (!matched.documents) return add_terms(matched, documents, factor);
    DocSet here = documents;
    here &= *matched.documents;
    const ResolvedWord& word = matched.word;
    const bool as_one = (word.kind == ResolvedWord::Kind::phrase && word.existing != 0) ||
                        (word.kind == ResolvedWord::Kind::nested && matched.terms.empty());
    if (matched.others) add_others(*matched.others, here, factor);
    if (!as_one) return add_terms(matched, here, factor);
    // The weight of one occurrence in an article of average length.
    const double weight =
        factor * idf(snapshot_.document_count(), static_cast<double>(matched.documents->count()));
    here.for_each([&](std::uint32_t document) { scores_[document] += weight; });
  }

  /// Articles that write the word another way: one occurrence each.
  void add_others(const DocSet& others, const DocSet& documents, double factor) {
    const double weight =
        factor * idf(snapshot_.document_count(), static_cast<double>(others.count()));
    others.for_each([&](std::uint32_t document) {
      if (documents.contains(document)) scores_[document] += weight;
    });
  }

  void add_terms(const MatchedClause& matched, const DocSet& documents, double factor) {
    const ResolvedWord& word = matched.word;
    const auto add_word = [&](const std::string& term) {
      add_term(term, documents, term_weight(term, factor, snapshot_));
    };
    if (word.kind == ResolvedWord::Kind::forms) {
      add_forms(matched, documents, word_weight(matched, factor, matcher_, snapshot_));
    } else if (word.kind == ResolvedWord::Kind::phrase) {
      for (const TermSlot& slot : word.slots) std::ranges::for_each(slot.any_of, add_word);
    } else {
      std::ranges::for_each(matched.terms, add_word);
    }
  }

  /// A word counts by the sum of the term frequencies of its forms. The matcher has mostly kept
  /// that.
  void add_forms(const MatchedClause& matched, const DocSet& documents, double weight) {
    const std::vector<FormTerm>& forms = matched.word.forms;
    if (matched.postings) return add_members(matcher_.kept(*matched.postings), documents, weight);
    if (forms.size() == 1) return add_term(forms.front().term, documents, weight);
    const std::span<std::uint32_t> tfs = snapshot_.tf_accumulators();
    for (const FormTerm& form : forms) {
      deadline_.check_now();
      const std::optional<DocSet> allowed = matcher_.articles_in(form.languages);
      Postings list(snapshot_.index(), form.term);
      for (auto some = list.next(); !some.empty(); some = list.next())
        for (const Posting& posting : some)
          if (documents.contains(posting.document) &&
              (!allowed || allowed->contains(posting.document)))
            tfs[posting.document] += posting.tf;
    }
    documents.for_each([&](std::uint32_t document) {
      if (const std::uint32_t tf = std::exchange(tfs[document], 0); tf != 0)
        scores_[document] += weight * saturation(tf, norms_[document]);
    });
  }

  void add_term(const std::string& term, const DocSet& documents, double weight) {
    const double doc_freq = snapshot_.index().statistics(term).doc_freq;
    if (doc_freq == 0) return;
    deadline_.check_now();
    Postings list(snapshot_.index(), term);
    if (static_cast<double>(documents.count()) * kReadPerFind < doc_freq) {
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
    const std::size_t parts = snapshot_.threads().parts(static_cast<double>(some.size()));
    SearchThreads::run(parts, [&](std::size_t part) {
      const std::size_t begin = some.size() * part / parts;
      const std::size_t end = some.size() * (part + 1) / parts;
      add_some(some.subspan(begin, end - begin), documents, weight);
    });
  }

  void add_some(std::span<const Posting> some, const DocSet& documents, double weight) {
    std::array<Posting, 256> members;
    while (!some.empty()) {
      const auto now = some.first(std::min(some.size(), members.size()));
      add_all({members.data(), documents.copy_members(now, members.data())}, weight);
      some = some.subspan(now.size());
    }
  }

  void add_all(std::span<const Posting> some, double weight) {
    for (const Posting& posting : some)
      scores_[posting.document] += weight * saturation(posting.tf, norms_[posting.document]);
  }

  const Matcher& matcher_;
  Snapshot& snapshot_;
  const std::span<const double> norms_;
  Deadline& deadline_;
  const std::span<double> scores_;
  const bool some_meaning_;  // else function words have their full weight
};

}  // namespace

bool has_score(const Query& query) {
  return is_scored_clause(query) ||
         (joins_clauses(query) && std::ranges::any_of(query.children, has_score));
}

void add_scores(const Query& query, const Matcher& matcher, const DocSet& documents,
                Snapshot& snapshot, Deadline& deadline, std::span<double> scores) {
  Scorer(query, matcher, snapshot, deadline, scores).add(query, documents, 1);
}

std::optional<OneWord> one_word(const Query& query, const Matcher& matcher, std::size_t documents,
                                const Snapshot& snapshot) {
  const auto found = matcher.clauses().find(&query);
  if (found == matcher.clauses().end()) return {};
  const MatchedClause& matched = found->second;
  if (!matched.postings) return {};
  const std::span<const Posting> postings = matcher.kept(*matched.postings);
  if (postings.size() != documents) return {};
  return OneWord{postings, word_weight(matched, query.boost, matcher, snapshot)};
}

}  // namespace dateline::searching
