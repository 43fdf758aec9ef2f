// SPDX-License-Identifier: GPL-2.0-or-later
// TermDictionary: the words of the index's articles. It finds the words that fit a wildcard or a
// fuzzy word, and the words of one stem. Only folded forms are words here: accented forms are
// further terms at the same positions, and pairs of ideographs fit no pattern. Used by
// TermExpansion, autocomplete and spelling suggestions; reads no postings.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "request/deadline.h"
#include "snapshot.h"
#include "text/analyzer.h"
#include "text/stemmer.h"
#include "word_pattern.h"

namespace dateline::searching {

/// The most words of a pattern; the most frequent ones are taken.
inline constexpr std::size_t kMaxExpansions = 2000;

/// Terms that fit a pattern.
struct WildcardTerms {
  std::vector<std::string> terms;  // with prefix; most frequent first, at most kMaxExpansions
  std::size_t existing = 0;        // the number of terms that fit
};

/// The words of one kind. They count only in articles of these languages; no languages = in all.
struct WordsOfLanguages {
  std::vector<std::string> words;
  std::vector<std::string> languages;
};

/// Whether a term without prefix is a word: an accented form is not.
bool is_folded(std::string_view word);

class TermDictionary {
 public:
  TermDictionary(const IndexReader& index, Deadline& deadline)
      : index_(index), deadline_(deadline) {}

  /// The terms with `prefix` (of a field; empty = title and body) whose words fit one of the
  /// patterns.
  WildcardTerms fitting(const std::vector<WordPattern>& patterns, std::string_view prefix);

  /// The words of title and body with this beginning that `is_form` accepts.
  std::vector<std::string> of_beginning(std::string_view beginning,
                                        const std::function<bool(std::string_view)>& is_form);

  /// The words of title and body that have the stem of `folded` in English. IndexReader has those
  /// of other languages.
  std::vector<std::string> of_english_stem(std::string_view folded, Stemmer& stemmer);

 private:
  /// Calls visit(word, terms) for each word with `beginning`, accented forms included.
  template <class Visit>
  void for_each_word(std::string_view prefix, std::string_view beginning, Visit&& visit);

  const IndexReader& index_;
  Deadline& deadline_;
};

/// A folded word of title and body with the accents that most articles use.
std::string with_accents(const std::string& folded, const Snapshot& snapshot);

}  // namespace dateline::searching
