// SPDX-License-Identifier: GPL-2.0-or-later
// Matcher: the first step of a search. Query → the exact set of its documents, from posting lists
// and, for candidates only, position lists. Ranks nothing.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "language/note.h"
#include "language/query.h"
#include "request/deadline.h"
#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"
#include "term_expansion.h"

namespace dateline::searching {

class IndexPositions;

/// Those of a term that were read to match it, for ranking: of what it matched, and maybe more.
/// Part of Matcher::kept().
struct KeptPostings {
  std::size_t begin = 0, count = 0;
};

/// A word, phrase or positional operator that was matched outside of NOT, for ranking: what it
/// reads and what it matched.
struct MatchedClause {
  ResolvedWord leaf;
  std::optional<DocSet> documents;      // absent where each document of its one term matches
  std::vector<std::string> terms = {};  // of a positional operator: those of its words
  std::vector<std::optional<KeptPostings>> postings = {};  // by its stems
};

/// A plain word that carries grammar, not meaning (bm25.h).
bool is_function_word(const Query& query);

/// What it took to match a node of the query.
struct NodeCost {
  // Of its wildcards and fuzzy words: the words they stand for, and those that are searched.
  std::size_t existing = 0, expanded = 0;
  std::size_t candidates = 0;      // articles whose positions were looked at
  std::size_t position_lists = 0;  // read for them
};

class Matcher {
 public:
  /// `deadline` is asked all the time and must outlive the matcher.
  Matcher(Snapshot& snapshot, Deadline& deadline)
      : snapshot_(snapshot),
        deadline_(deadline),
        resolver_(snapshot, deadline),
        kept_(snapshot.borrow_buffer()) {}
  ~Matcher() { snapshot_.return_buffer(std::move(kept_)); }
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  /// The documents `query` matches, of those in `within` where it is given. Of a disjunction with a
  /// floor: those whose matched alternatives have that share of the weight of all that match
  /// anything. An alternative weighs its idf in the whole archive, a function word a tenth of it.
  DocSet match(const Query& query, const DocSet* within = nullptr);

  /// What was matched so far, by its node. Ranking reads it.
  const std::map<const Query*, MatchedClause>& leaves() const { return leaves_; }
  /// What a clause matched that need not match, such as an alternative; null where nothing is known
  /// but what its words matched.
  const DocSet* clause(const Query* query) const {
    const auto found = clauses_.find(query);
    return found == clauses_.end() ? nullptr : &found->second;
  }
  std::span<const Posting> kept(const KeptPostings& postings) const {
    return std::span(kept_).subspan(postings.begin, postings.count);
  }
  /// By node, of those that have costs to speak of.
  const std::map<const Query*, NodeCost>& costs() const { return costs_; }
  /// What the user should know, such as a wildcard with more words than are searched.
  const std::vector<Note>& notes() const { return notes_; }
  bool exact() const { return exact_; }

 private:
  DocSet match_clause(const Query& clause, const DocSet* within);
  DocSet match_conjunction(const Query& query, const DocSet* within);
  DocSet match_floor(const Query& query, const DocSet* within);
  DocSet match_leaf(const Query& query, const DocSet* within);
  const ResolvedWord& stems_of(const Query& word);
  double documents_of(const Query& clause);
  DocSet match_stems(const ResolvedWord& leaf, const DocSet* within,
                     std::vector<std::optional<KeptPostings>>& kept);
  DocSet match_written(const Query& query, const ResolvedWord& leaf, const DocSet* within);
  DocSet match_chain(const Query& query, const ResolvedWord& leaf, const DocSet* within);
  DocSet match_positions(const Query& query, const DocSet* within);
  template <class Positions, class Holds>
  DocSet evaluate(const Query& query, const DocSet& candidates, const Positions& positions,
                  Holds&& holds);
  DocSet evaluate(const Query& query, const Query& tree, IndexPositions& positions,
                  const DocSet& candidates);
  DocSet candidates_for(const Query& query, const DocSet* within);
  DocSet candidates_for_all(const Query& query, const DocSet* within);
  DocSet candidates_for_chain(const ResolvedWord& leaf, const DocSet* within);
  DocSet match_value(const Query& query);
  void add_filter(const std::string& term, DocSet& documents) const;
  DocSet match_range(const Query& query);
  DocSet match_dates(std::optional<Timestamp> from, std::optional<Timestamp> to);
  const ResolvedWord& leaf_of(const Query& query);
  std::size_t most_documents(const Query& query);
  std::size_t most_documents(const TermSlot& slot) const;
  DocSet everything(const DocSet* within) const;
  DocSet postings(const std::string& term, const DocSet* within = nullptr,
                  std::optional<KeptPostings>* kept = nullptr);
  std::span<const Posting> keep_those(std::span<const Posting> some, const DocSet* within);
  void add_postings(const std::string& term, DocSet& documents) const;
  DocSet any_postings(const std::vector<std::string>& terms, const DocSet* within);
  DocSet languages(const std::vector<std::string>& codes) const;

  Snapshot& snapshot_;
  Deadline& deadline_;
  TermExpansion resolver_;
  std::map<const Query*, ResolvedWord>
      written_;  // words and phrases as positional operators read them
  std::map<const Query*, ResolvedWord> stems_;  // plain words
  PostingRoom kept_;                            // of all terms, and room for more
  std::size_t kept_end_ = 0;
  std::map<const Query*, std::size_t> most_documents_;
  std::map<const Query*, MatchedClause> leaves_;
  std::map<const Query*, DocSet> clauses_;
  std::map<const Query*, NodeCost> costs_;
  std::vector<Note> notes_;
  bool exact_ = true;
  bool inside_negation_ = false;  // what is excluded does not rank
};

}  // namespace dateline::searching
