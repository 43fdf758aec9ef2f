// SPDX-License-Identifier: GPL-2.0-or-later
// TermExpansion: a word or phrase of a query → the index terms it stands for. Match, rank and
// --explain all start from here, so they agree on what a word means. Reads the index's vocabulary,
// no postings.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "language/query.h"
#include "positional.h"
#include "request/deadline.h"
#include "snapshot/snapshot.h"
#include "snapshot/term_dictionary.h"
#include "snapshot/word_pattern.h"
#include "text/analyzer.h"

namespace dateline::searching {

/// A term that counts only in articles of some languages; no languages = in all.
struct LanguageTerm {
  std::string term;
  std::vector<std::string> languages;
};

/// One place of a chain: where one of `any_of` stands and none of `none_of`, `offset` positions
/// after the chain's beginning.
struct TermSlot {
  std::uint32_t offset = 0;
  std::vector<std::string> any_of, none_of;
};

/// What one leaf (kind word or phrase) reads from the index.
struct ResolvedWord {
  enum class Kind {
    nothing,  // no term at all: the text holds no word
    stems,    // any of `stems`
    chain,    // all of `slots`, in these positions
    phrase,   // of slots that are resolved one by one
  };
  enum class Where { anywhere, title, body, lead, hlead, byline };  // by position

  Kind kind = Kind::nothing;
  Where where = Where::anywhere;
  std::vector<LanguageTerm> stems;
  std::vector<LanguageTerm> title_stems;  // Where::body: the headline's terms of the same stems
  std::vector<LanguageTerms> written;     // Where::lead, hlead: the words of these stems
  std::vector<TermSlot> slots;
  std::uint32_t length = 1;  // of the chain, in words
  // Of its wildcards and fuzzy words: the words they stand for, and those of them that are
  // searched.
  std::size_t existing = 0, expanded = 0;
};

class TermExpansion {
 public:
  TermExpansion(Snapshot& snapshot, Deadline& deadline)
      : languages_(snapshot.languages()),
        vocabulary_(snapshot.database(), deadline),
        stemmer_(snapshot.stemmer()) {}

  /// A word is stemmed in each language of the archive, and each stem counts where its language
  /// does.
  ResolvedWord resolve(const Query& leaf, Reading reading);

 private:
  ResolvedWord resolve_word(const Query& word, Reading reading);
  ResolvedWord resolve_phrase(const Query& phrase);
  ResolvedWord resolve_alternatives(const Query& slot);
  TermSlot slot_of(const WordToken& token, const Query& word, ResolvedWord& leaf);

  const std::vector<std::string>& languages_;
  TermDictionary vocabulary_;
  Tokenizer tokenizer_;
  Stemmer& stemmer_;
  std::map<std::string, WildcardTerms> expansions_;  // by the word and its token
};

}  // namespace dateline::searching
