// SPDX-License-Identifier: GPL-2.0-or-later
// TextPositions: the positions of words in an article's text, for highlighting. It cuts and stems
// the text with the analyzer of the index and counts positions as the index does, so that the
// highlighter marks what matched. Used by Highlighter; sees no index.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "article.h"
#include "positional.h"
#include "snapshot/word_pattern.h"
#include "text/analyzer.h"

namespace dateline::searching {

class TextPositions : public ArticlePositions {
 public:
  enum class Part { headline, body, byline };
  /// One word of the text: its bytes in its part, and its forms for matching.
  struct Word {
    std::string folded, accented, bigram;
    std::size_t begin = 0, end = 0;
    std::uint32_t position = 0;
    Token::Case letter_case = Token::Case::lower;
    bool acronym = false;
    bool begins_sentence = false;
    std::string stem = {};  // computed at the first use
  };

  /// Cuts a new article into words.
  void set(const Article& article);
  const std::vector<Word>& words(Part part) const { return words_[static_cast<std::size_t>(part)]; }
  /// The word at a position that is in `part`, or nullptr.
  const Word* at(Part part, std::uint32_t position) const;

  std::vector<Span> places(const Query& word, Reading reading) override;
  const std::vector<std::uint32_t>& ends(Query::Unit unit) override;

 private:
  /// The tokens of a word of the query: they stand one after the other.
  struct Pattern {
    std::vector<WordToken> tokens;
    std::string stem;  // in the language of the article
  };

  std::uint32_t cut(std::string_view text, Part part, std::uint32_t first);
  Pattern& pattern_of(const Query& word);
  bool stands_at(const Query& word, const Pattern& pattern, Word* at, Reading reading);
  bool fits(const Query& word, const WordToken& part, const Word& at) const;
  bool inside(schema::FieldId field, std::uint32_t position) const;

  std::vector<Word> words_[3];  // by Part
  std::vector<std::uint32_t> sentence_ends_, paragraph_ends_, field_ends_;
  std::uint32_t lead_end_ = 0;  // the last position of the lead
  std::string language_;
  std::map<const Query*, Pattern> patterns_;
  Tokenizer tokenizer_;
  Stemmer stemmer_;
};

}  // namespace dateline::searching
