// SPDX-License-Identifier: GPL-2.0-or-later
// The formulas of ranking: BM25, and burstiness. Numbers in, numbers out. Used by bm25_scorer,
// rerank and query_expansion. Reads no index.
//
// BM25: Robertson, Walker, Jones, Hancock-Beaulieu, Gatford, "Okapi at TREC-3", 1994, as Xapian
// computes it. Burstiness: words that are repeated where they occur at all are what an article is
// about (Church and Gale, "Poisson mixtures", 1995); mean frequency where present, to a power.
#pragma once

#include <algorithm>
#include <string_view>

namespace dateline::searching {

// Measured on Reuters-21578: 167 headlines and 167 first sentences as queries for the other stories
// of the same event, 66 names of categories. The judged queries of tests/relevance do not tell
// these apart. A word of the headline counts as often as schema's weight says.
inline constexpr double kBm25K1 = 1.2, kBm25B = 0.75;
inline constexpr double kShortestLength = 0.5;  // shorter articles count as half the mean length
inline constexpr double kBurstPower = 0.4;
inline constexpr double kFunctionWordWeight = 0.1;

/// The inverse document frequency of a term (Robertson and Sparck Jones). A term of more than a
/// third of all documents keeps a little weight.
double idf(double documents, double doc_freq);

/// The length norm of a document: what saturation() adds to tf. `length`: in mean lengths.
inline double length_norm(double length) {
  return kBm25K1 * (1 - kBm25B + kBm25B * std::max(length, kShortestLength));
}

/// The weight of `tf` occurrences in a document of this norm: 0 to k1 + 1.
inline double saturation(double tf, double norm) { return (kBm25K1 + 1) * tf / (norm + tf); }

/// A factor of a term's weight, at least 1: its mean tf where it occurs, to a power.
double burstiness(double coll_freq, double doc_freq);

/// An English word that carries grammar, not meaning ("the", "which"); `word` in lower case.
bool is_function_word(std::string_view word);

}  // namespace dateline::searching
