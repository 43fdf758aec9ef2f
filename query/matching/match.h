// SPDX-License-Identifier: GPL-2.0-or-later
// Matcher: the first step of a search. Query → the exact set of its documents, from posting lists
// and, for candidates only, position lists. Used by search, rank and advice. Ranks and words
// nothing.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "candidates.h"
#include "language/query.h"
#include "request/deadline.h"
#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"
#include "term_documents.h"
#include "term_expansion.h"
#include "value_matcher.h"

namespace dateline::searching {

/// A word, phrase or positional operator that was matched outside of NOT, for ranking: its terms
/// and its documents.
struct MatchedClause {
  ResolvedWord word;
  std::optional<DocSet> documents;            // absent where each document of its one term matches
  std::vector<std::string> terms = {};        // of a positional operator: those of its words
  std::optional<PostingRange> postings = {};  // of a word, of all its forms as of one
  std::optional<double> doc_freq = {};        // the number of articles with any of its forms
  std::optional<DocSet> others = {};          // of a word, those that write it another way
};

/// A plain word that carries grammar, not meaning (bm25.h).
bool is_function_word(const Query& query);

/// What it took to match a node of the query by positions.
struct PositionCost {
  std::size_t candidates = 0;      // articles whose positions were looked at
  std::size_t position_lists = 0;  // read for them
};

class Matcher {
 public:
  /// It checks `deadline` all the time; `deadline` must outlive it, and so must the queries.
  Matcher(Snapshot& snapshot, Deadline& deadline)
      : snapshot_(snapshot),
        deadline_(deadline),
        expansion_(snapshot, deadline),
        terms_(snapshot, deadline),
        candidates_(snapshot, deadline, expansion_, terms_),
        values_(snapshot, terms_) {}

  /// The documents `query` matches, of those in `within` where it is given. A document matches a
  /// disjunction with a floor where the alternatives it matches have that share of the weight of
  /// all alternatives that match any document. An alternative weighs its idf in the whole archive,
  /// a function word a tenth of it.
  DocSet match(const Query& query, const DocSet* within = nullptr);

  /// The clauses matched so far, by node. Ranking reads them.
  const std::map<const Query*, MatchedClause>& clauses() const { return clauses_; }
  /// The documents of a conjunction that need not match, such as an alternative. Null for other
  /// nodes: the documents of their clauses say it.
  const DocSet* documents_of(const Query* conjunction) const {
    const auto found = conjunctions_.find(conjunction);
    return found == conjunctions_.end() ? nullptr : &found->second;
  }
  /// The postings of a clause that were kept: those of its documents, and maybe more.
  std::span<const Posting> kept(const PostingRange& postings) const {
    return terms_.kept(postings);
  }

  /// Of a word, the number of articles with any of its forms, and how often they stand there.
  TermStatistics statistics(const MatchedClause& word) const;
  /// The articles in some languages; null for no languages, which means all.
  std::optional<DocSet> articles_in(const std::vector<std::string>& languages) const;

  /// By node, of those that were matched by positions.
  const std::map<const Query*, PositionCost>& costs() const { return costs_; }
  /// By node, of those with wildcards or fuzzy words. Where not all words are searched, the match
  /// is not exact.
  const std::vector<WildcardCount>& wildcard_counts() const { return expansion_.wildcard_counts(); }
  bool exact() const;

 private:
  DocSet match_optional(const Query& clause, const DocSet* within);
  DocSet match_conjunction(const Query& query, const DocSet* within);
  DocSet match_floor(const Query& query, const DocSet* within);
  DocSet match_word(const Query& query, const DocSet* within);
  DocSet match_forms(const Query& query, const ResolvedWord& word, const DocSet* within,
                     MatchedClause& matched);
  DocSet match_form(const Query& query, const ResolvedWord& word, std::size_t form,
                    const DocSet* within, std::optional<PostingRange>& kept);
  void drop_headline_only(const FormTerm& form, const FormTerm& title_form, DocSet& documents);
  TermStatistics count_forms(const std::vector<FormTerm>& forms,
                             std::optional<double> doc_freq) const;
  std::optional<PostingRange> sum_postings(const ResolvedWord& word, const DocSet& documents,
                                           const std::vector<std::optional<PostingRange>>& kept);
  DocSet match_phrase(const Query& query, const ResolvedWord& phrase, const DocSet* within);
  DocSet match_positions(const Query& query, const DocSet* within);
  template <class MakeReader>
  DocSet evaluate(const Query& query, const DocSet& candidates, MakeReader&& make);
  double estimate(const Query& clause);
  Snapshot& snapshot_;
  Deadline& deadline_;
  TermExpansion expansion_;
  TermDocuments terms_;
  CandidateFinder candidates_;
  ValueMatcher values_;
  std::map<const Query*, MatchedClause> clauses_;
  std::map<const Query*, DocSet> conjunctions_;
  std::map<const Query*, PositionCost> costs_;
  bool inside_negation_ = false;  // what is excluded does not rank
};

}  // namespace dateline::searching
