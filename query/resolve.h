// SPDX-License-Identifier: GPL-2.0-or-later
// resolve: a word or phrase of a query → the index terms it stands for. Match, rank, --explain and
// the snippet's highlighter all start from here, so they agree on what a word means.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer.h"
#include "query.h"

namespace dateline {

/// One place of a sequence: a term that must stand `offset` positions after the first.
struct SequenceTerm {
  std::uint32_t offset = 0;
  std::string term;
};

/// A term that counts only in articles of some languages; no languages = in all.
struct LanguageTerm {
  std::string term;
  std::vector<std::string> languages;
};

/// What one leaf (kind word or phrase) reads from the index.
struct Leaf {
  enum class Kind {
    nothing,   // no term at all: the text holds no word
    stems,     // any of `stems`
    term,      // `sequence[0]`
    exact,     // `sequence[0]`, where it is not `accented_elsewhere`
    sequence,  // all of `sequence`, in these positions
    prefix,    // any term that begins with `sequence[0]`
  };
  enum class Where { anywhere, title, body };  // by position; see schema::kBodyPosition

  Kind kind = Kind::nothing;
  Where where = Where::anywhere;
  std::vector<LanguageTerm> stems;
  std::vector<LanguageTerm>
      title_stems;  // with Where::body: the headline's terms of the same stems
  std::vector<SequenceTerm> sequence;
  std::string accented_elsewhere;  // a term: the positions where the folded form had accents
};

/// `languages` are those of the archive: a word is stemmed in each, and each stem counts where its
/// language does.
Leaf resolve(const Query& leaf, const std::vector<std::string>& languages, Tokenizer& tokenizer,
             Stemmer& stemmer);

/// A token of query text, copied out of its tokenizer.
struct WordToken {
  std::string folded, accented, bigram;
  bool ideograph = false, acronym = false;
};
std::vector<WordToken> tokens_of(std::string_view text, Tokenizer& tokenizer);

}  // namespace dateline
