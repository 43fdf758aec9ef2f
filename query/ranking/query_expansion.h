// SPDX-License-Identifier: GPL-2.0-or-later
// Query expansion: words that the best articles of a search have in common add to its ranking (RM3:
// Lavrenko and Croft, "Relevance-based language models", 2001; Abdul-Jaleel et al., TREC 2004). It
// changes the order of the documents found, never the set. Used by rank.
#pragma once

#include <string>
#include <vector>

#include "matching/match.h"
#include "rank.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

// Measured as in bm25.h.
inline constexpr std::size_t kFeedbackDocuments = 5, kExpansionTerms = 100;
inline constexpr double kExpansionShare = 0.5;  // of all weight
/// The number of documents whose scores the added words change, for any length of the page.
inline constexpr std::size_t kExpansionWindow = 1000;

struct ExpansionTerm {
  std::string word;                // its most frequent form in the articles it was taken from
  std::vector<std::string> forms;  // those in the articles it was taken from, ascending
  bool in_query = false;
  double weight = 0;  // a factor of the term's idf; the words of the query have 1
};

/// The terms of the first kFeedbackDocuments of `ranked`, each document weighted by 1/rank; those
/// that add most come first. `matcher` has matched the query. Words of the query may be among the
/// terms: they weigh more then.
std::vector<ExpansionTerm> expansion_terms(const std::vector<RankedDocument>& ranked,
                                           const Matcher& matcher, Snapshot& snapshot);

/// Adds the weights of those words to the scores of the first kExpansionWindow of `ranked`. The
/// caller orders them.
void add_expansion(const std::vector<ExpansionTerm>& expansion, std::vector<RankedDocument>& ranked,
                   Snapshot& snapshot, Deadline& deadline);

}  // namespace dateline::searching
