// SPDX-License-Identifier: GPL-2.0-or-later
// WildcardTerms: words that the best articles of a search have in common, added to its ranking
// (RM3: Lavrenko and Croft, "Relevance-based language models", 2001; Abdul-Jaleel et al., TREC
// 2004). Changes the order of what was found, never what is found. Used by Searcher.
#pragma once

#include <string>
#include <vector>

#include "matching/match.h"
#include "rank.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

// Measured as in bm25.h.
inline constexpr std::size_t kFeedbackDocuments = 5, kExpansionTerms = 100;
inline constexpr double kExpansionShare = 0.3;  // of all weight
/// How many documents the added words are looked up in, however long the page.
inline constexpr std::size_t kExpansionWindow = 1000;

struct ExpansionTerm {
  std::string term;  // of the index
  std::string word;  // as it stands most often in the articles it was taken from
  bool in_query = false;
  double weight = 0;  // factor of its own weight; those of the query have 1
};

/// From the first kFeedbackDocuments of `ranked`, each with 1/rank of a say, found by the query
/// `matcher` has matched. Words of the query may be among them, and weigh more then. Those that add
/// most come first.
std::vector<ExpansionTerm> expansion_terms(const std::vector<RankedDocument>& ranked,
                                           const Matcher& matcher, Snapshot& snapshot);

/// Adds what those words weigh to the scores of the first kExpansionWindow of `ranked`; leaves the
/// order to the caller.
void add_expansion(const std::vector<ExpansionTerm>& expansion, std::vector<RankedDocument>& ranked,
                   Snapshot& snapshot, Deadline& deadline);

}  // namespace dateline::searching
