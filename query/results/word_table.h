// SPDX-License-Identifier: GPL-2.0-or-later
// WordTable: the words that a result has more often than other articles, or that stand near a word
// in it, and the pairs of them that occur together. query/counting fills it, the presenter below
// prints it.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "count_table.h"
#include "results.h"

namespace dateline::searching {

/// The articles of one language.
struct ComparedLanguage {
  std::string language;                  // empty: not known
  std::uint64_t stories = 0, other = 0;  // of the result, and of those it is compared with
  std::uint64_t compared = 0;            // words
};

struct KeyWord {
  std::string language, word;
  std::uint64_t stories = 0, of_stories = 0;  // of the result that have it
  std::uint64_t other = 0, of_other = 0;      // of the others
  double log_ratio = 0, bound = 0;            // log_ratio.h
};

struct WordPair {
  std::string language, word, with;
  std::uint64_t stories = 0;  // of the result that have both
  double expected = 0;        // as many would have both if one did not depend on the other
  double bound = 0;           // log_ratio_bound() of one where the other is
};

struct WordTable {
  CountedQuery query;                   // its total is the number of articles
  std::optional<CountedQuery> against;  // nothing: all other articles of the same filters
  std::string near;                     // with --near: the word
  std::vector<ComparedLanguage> languages;
  std::vector<KeyWord> words;  // language by language, each by bound
  bool with_pairs = false;
  std::vector<WordPair> pairs;
  std::uint64_t sampled = 0,
                sampled_of = 0;  // articles whose texts were read; 0: none were left out
  ArchiveState archive;
};

/// Of TableFormat: text, json, csv or tsv. The last two print the pairs where there are any asked
/// for, else the words.
void present(std::ostream& out, const WordTable& table, const TableOptions& options);

}  // namespace dateline::searching
