// SPDX-License-Identifier: GPL-2.0-or-later
// TermExpansion: a word or phrase of a query → the index terms it stands for. Match, rank and
// --explain all start from here, so they agree on what a word means. Reads the index's term
// dictionary, no postings.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "language/query.h"
#include "language_forms.h"
#include "positional.h"
#include "request/deadline.h"
#include "snapshot/snapshot.h"
#include "snapshot/term_dictionary.h"
#include "snapshot/word_pattern.h"
#include "text/analyzer.h"
#include "text/stemmer.h"

namespace dateline::searching {

/// The term of an inflected form of a word. It counts only in articles of these languages; no
/// languages = in all.
struct FormTerm {
  std::string term;
  std::vector<std::string> languages;
};

/// One word of a phrase: one of `any_of` and none of `none_of`, `offset` positions after the
/// phrase's beginning.
struct TermSlot {
  std::uint32_t offset = 0;
  std::vector<std::string> any_of, none_of;
};

/// The index terms of a word or phrase of the query.
struct ResolvedWord {
  enum class Kind {
    nothing,  // no term at all: the text holds no word
    forms,    // any of `forms`
    phrase,   // all of `slots`, at their positions; a single word has one slot
    nested,   // a phrase with slots that are phrases: they are resolved one by one
  };
  enum class Where { anywhere, title, body, lead, hlead, byline };  // by position

  Kind kind = Kind::nothing;
  Where where = Where::anywhere;
  std::vector<FormTerm> forms;        // that of the word as it is typed is the first
  std::vector<FormTerm> title_forms;  // Where::body: the headline's terms of the same forms
  std::vector<TermSlot> slots;
  std::uint32_t length = 1;               // of the phrase, in words
  std::vector<ResolvedWord> others = {};  // other ways to write it, of kind phrase
  // Of a nested phrase: slots that are also one word with the next slot, and the word's term.
  std::map<std::size_t, std::string> pairs = {};
  // The words that its wildcards and fuzzy words stand for, and those of them that are searched.
  std::size_t existing = 0, expanded = 0;
};

/// How many words the wildcards and fuzzy words of a node of the query stand for, and how many of
/// them are searched: the most frequent ones.
struct WildcardCount {
  const Query* query = nullptr;
  std::size_t existing = 0, expanded = 0;
};

/// Keeps what it resolves by the node's address: the query must outlive it.
class TermExpansion {
 public:
  TermExpansion(Snapshot& snapshot, Deadline& deadline)
      : languages_(snapshot.languages()),
        index_(snapshot.index()),
        dictionary_(snapshot.index(), deadline),
        stemmer_(snapshot.stemmer()),
        frequency_(snapshot.word_frequency()) {}

  /// A plain word: the forms of it that the archive holds, in each of its languages.
  const ResolvedWord& inflected(const Query& word);
  /// A word or phrase as positional operators read it.
  const ResolvedWord& as_written(const Query& query);

  /// Of the nodes resolved so far that hold wildcards or fuzzy words, in the order they were
  /// resolved.
  const std::vector<WildcardCount>& wildcard_counts() const { return wildcard_counts_; }

 private:
  std::vector<WordsOfLanguages> words_of(const WordToken& token, bool wide);
  void set_forms(const WordToken& token, const Query& word, ResolvedWord& resolved);
  /// `in_phrase`: a word in quotes by itself is in the number of parts it is written in, but "R&D".
  ResolvedWord resolve_word(const Query& word, Reading reading, bool in_phrase);
  ResolvedWord resolve_phrase(const Query& phrase);
  std::map<std::size_t, std::string> pairs_of(const Query& phrase);
  ResolvedWord resolve_alternatives(const Query& slot);
  TermSlot slot_of(const WordToken& token, const Query& word, ResolvedWord& resolved);
  bool is_term(const std::string& term) const;
  void add_joined_way(const std::string& text, const Query& word, ResolvedWord& resolved);
  void add_joined_ways(const WordToken& token, const Query& word, ResolvedWord& resolved);
  void add_joined(std::string_view word, bool title, std::vector<std::string>& terms);
  void add_other_spellings(const WordToken& token, std::string_view prefix,
                           std::vector<std::string>& terms) const;
  void add_other_ways(const std::vector<WordToken>& tokens, const Query& word, Reading reading,
                      ResolvedWord& resolved);
  const WildcardTerms& wildcard_terms(const WordToken& token, std::string_view prefix);

  const std::vector<std::string>& languages_;
  const IndexReader& index_;
  TermDictionary dictionary_;
  Tokenizer tokenizer_;
  Stemmer& stemmer_;
  const WordFrequency frequency_;
  // By prefix and patterns.
  std::map<std::pair<std::string, std::vector<WordPattern>>, WildcardTerms> wildcard_terms_;
  std::map<const Query*, ResolvedWord> inflected_, as_written_;
  std::set<const Query*> slots_;  // words of phrases
  std::vector<WildcardCount> wildcard_counts_;
};

}  // namespace dateline::searching
