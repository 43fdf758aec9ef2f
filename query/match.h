// SPDX-License-Identifier: GPL-2.0-or-later
// Matcher: the first step of a search. Query → the exact set of its documents, from posting lists
// and, for candidates only, position lists. Ranks nothing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "doc_set.h"
#include "parser.h"
#include "query.h"
#include "resolve.h"
#include "snapshot.h"

namespace dateline {

/// A leaf that was matched outside of NOT, for ranking: what it reads and what it matched.
struct MatchedLeaf {
  Leaf leaf;
  DocSet documents;
};

class Matcher {
 public:
  explicit Matcher(Snapshot& snapshot) : snapshot_(snapshot) {}

  /// The documents `query` matches, of those in `within` where it is given.
  DocSet match(const Query& query, const DocSet* within = nullptr);

  /// Leaves matched so far, by their node. Ranking reads them.
  const std::map<const Query*, MatchedLeaf>& leaves() const { return leaves_; }
  /// What the user should know, such as a wildcard with more words than are searched.
  const std::vector<Note>& notes() const { return notes_; }
  bool exact() const { return exact_; }

 private:
  DocSet match_conjunction(const Query& query, const DocSet* within);
  DocSet match_leaf(const Query& query, const DocSet* within);
  DocSet match_stems(const Leaf& leaf, const DocSet* within);
  DocSet match_term(const std::string& term, Leaf::Where where, const DocSet* within);
  DocSet match_exact(const Leaf& leaf, const DocSet* within);
  DocSet match_sequence(const Leaf& leaf, const DocSet* within);
  DocSet match_prefix(const Query& query, const Leaf& leaf, const DocSet* within);
  DocSet match_value(const Query& query);
  DocSet match_range(const Query& query);
  DocSet match_dates(std::optional<Timestamp> from, std::optional<Timestamp> to);
  DocSet postings(const std::string& term, const DocSet* within = nullptr) const;
  DocSet languages(const std::vector<std::string>& codes) const;

  Snapshot& snapshot_;
  Tokenizer tokenizer_;
  Stemmer stemmer_;
  std::map<const Query*, MatchedLeaf> leaves_;
  std::vector<Note> notes_;
  bool exact_ = true;
};

/// Words a wildcard stands for at most; the most frequent ones are taken.
inline constexpr std::size_t kMaxExpansions = 2000;

}  // namespace dateline
