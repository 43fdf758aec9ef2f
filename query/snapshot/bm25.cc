// SPDX-License-Identifier: GPL-2.0-or-later
#include "bm25.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace dateline::searching {
namespace {

constexpr std::array<std::string_view, 87> kFunctionWords{
    "a",     "about",  "against", "an",    "and",   "are",   "as",    "at",    "be",     "been",
    "being", "but",    "by",      "can",   "could", "did",   "do",    "does",  "during", "for",
    "from",  "had",    "has",     "have",  "he",    "her",   "his",   "how",   "i",      "if",
    "in",    "into",   "is",      "it",    "its",   "may",   "me",    "might", "my",     "no",
    "nor",   "not",    "of",      "on",    "or",    "our",   "over",  "shall", "she",    "should",
    "so",    "some",   "such",    "than",  "that",  "the",   "their", "them",  "then",   "there",
    "these", "they",   "this",    "those", "to",    "under", "upon",  "was",   "we",     "were",
    "what",  "when",   "where",   "which", "while", "who",   "whom",  "whose", "why",    "will",
    "with",  "within", "without", "would", "yet",   "you",   "your"};
static_assert(std::ranges::is_sorted(kFunctionWords));

}  // namespace

double idf(double documents, double doc_freq) {
  const double odds = (documents - doc_freq + 0.5) / (doc_freq + 0.5);
  return std::log(odds < 2 ? odds / 2 + 1 : odds);
}

double burstiness(double coll_freq, double doc_freq) {
  return coll_freq > doc_freq && doc_freq > 0 ? std::pow(coll_freq / doc_freq, kBurstPower) : 1;
}

bool is_function_word(std::string_view word) {
  return std::ranges::binary_search(kFunctionWords, word);
}

}  // namespace dateline::searching
