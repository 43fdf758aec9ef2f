// SPDX-License-Identifier: GPL-2.0-or-later
// TextPositions: the positions of words in an article's text, for highlighting. It cuts and stems
// the text with the analyzer of the index and counts positions as the index does, so that the
// highlighter marks what matched. Used by Highlighter; sees no index.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "article.h"
#include "language_forms.h"
#include "positional.h"
#include "snapshot/word_pattern.h"
#include "text/analyzer.h"
#include "text/english_words.h"
#include "text/stemmer.h"

namespace dateline::searching {

/// What the words of a query stand for in English, by the folded word.
using EnglishForms = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;
EnglishForms english_forms_of(const Query& query, const WordFrequency& frequency);

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
    std::string sign = {};  // the word with its signs
  };

  explicit TextPositions(EnglishForms forms) : forms_(std::move(forms)) {}

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
    std::vector<WordSequence> ways;                   // to write it in one token or in two
    std::map<std::string, LanguageForms> forms = {};  // by the language of the article
    const std::set<std::string, std::less<>>* english = nullptr;  // the forms; looked up once
    bool has_english = false;
  };

  /// Words that may be read as one: "cease-fire".
  struct Joined {
    Span span;
    Word word;
  };

  std::uint32_t cut(std::string_view text, Part part, std::uint32_t first);
  void join(const Token& token, std::uint32_t position, Joined& last);
  void add_other_ways(const Query& word, Pattern& pattern, Reading reading,
                      std::vector<Span>& found);
  bool is_way(const Query& word, const Pattern& pattern, const WordSequence& way, const Word* at,
              Reading reading) const;
  bool is_same(const WordToken& part, const Word& at, bool freely) const;
  Pattern& pattern_of(const Query& word);
  bool is_form(const Query& word, Pattern& pattern, Word& at);
  bool stands_at(const Query& word, Pattern& pattern, Word* at, Reading reading);
  bool fits(const Query& word, const WordToken& part, const Word& at) const;
  static bool fits_pattern(const Query& word, const WordToken& part, const Word& at);
  bool inside(schema::FieldId field, std::uint32_t position) const;

  std::vector<Word> words_[3];  // by Part
  std::vector<Joined> joined_;
  std::vector<std::uint32_t> sentence_ends_, paragraph_ends_, field_ends_;
  std::uint32_t lead_end_ = 0;  // the last position of the lead
  std::string language_;
  std::map<const Query*, Pattern> patterns_;
  Tokenizer tokenizer_;
  Stemmer stemmer_;
  const EnglishForms forms_;
};

}  // namespace dateline::searching
