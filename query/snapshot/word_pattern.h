// SPDX-License-Identifier: GPL-2.0-or-later
// The tokens of a query's word, and the patterns of wildcards and fuzzy words. TermExpansion looks
// for them in the index, the highlighter in a text, so that both agree. Knows no index.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/query.h"
#include "text/analyzer.h"

namespace dateline::searching {

/// A wildcard or a fuzzy word, and the test which folded words fit it.
class WordPattern {
 public:
  /// One letter, or a number of any letters.
  struct Element {
    char32_t letter = 0;  // 0 = any
    std::uint32_t least = 1, most = 1;
    auto operator<=>(const Element&) const = default;
  };
  static constexpr std::uint32_t kAnyNumber = ~std::uint32_t{0};

  static WordPattern wildcard(std::vector<Element> elements);
  /// Fits words at most `edits` edits from `folded` (optimal string alignment): a letter inserted,
  /// left out, changed, or swapped with its neighbour.
  static WordPattern fuzzy(std::string_view folded, std::uint32_t edits);

  bool fits(std::string_view folded) const;
  /// The beginning of every word that fits.
  const std::string& beginning() const { return beginning_; }
  /// Whether it is compared with words as they are written, not with folded ones: "för*" as another
  /// spelling of "foer*".
  bool accented() const { return accented_; }
  void set_accented() { accented_ = true; }
  /// Equal patterns fit the same words.
  auto operator<=>(const WordPattern&) const = default;

 private:
  bool fits_wildcard(std::u32string_view word) const;
  bool fits_fuzzy(std::u32string_view word) const;

  std::vector<Element> elements_;  // of a wildcard
  std::u32string similar_to_;      // of a fuzzy word
  std::uint32_t edits_ = 0;
  std::string beginning_, ending_;
  bool accented_ = false;
};

/// A token of query text: a copy of the tokenizer's.
struct WordToken {
  std::string folded, accented, bigram;
  bool ideograph = false, acronym = false;
  Token::Case letter_case = Token::Case::lower;
  Token::Joint joint = Token::Joint::none;
  std::string sign = {};                    // the word with its signs: "$5", "c++"
  std::optional<WordPattern> pattern = {};  // instead of the letters
  std::vector<WordPattern> spellings = {};  // the pattern in the letters of other countries
  bool any_word = false;                    // instead of the letters: "co-*-d", a gap in a phrase
};

/// Another way to write a word of the query: these words, one after the other.
using WordSequence = std::vector<std::string>;

/// The ways to write a word of one or two tokens as two or one: "f16" and "f-16", "cease-fire" and
/// "ceasefire", "R & D" and "R&D"; a Korean noun
/// without its particle. Not those of exact words, wildcards and the like.
std::vector<WordSequence> split_or_joined(const std::vector<WordToken>& tokens);

/// "R&D" or "R & D", which are one word in quotes, too.
bool is_name_with_ampersand(const std::vector<WordToken>& tokens);

/// Whether other ways to write a word count in this form.
constexpr bool is_spelled_freely(Query::Form form) {
  return is_inflected(form) || form == Query::Form::folded || form == Query::Form::forms;
}

/// The tokens of a text.
std::vector<WordToken> tokens_of(std::string_view text, Tokenizer& tokenizer);

/// The tokens of a word, of wildcards and fuzzy words with their patterns.
std::vector<WordToken> tokens_of(const Query& word, Tokenizer& tokenizer);

/// Two words of a phrase as one, letters and digits: "iphone15" of "iPhone 15"; empty where they
/// are none.
std::string as_one_word(const Query& first, const Query& second, Tokenizer& tokenizer);
/// The query with the pairs of words in its phrases that may be one word, from the left, as
/// alternatives: "new (iPhone 15|iPhone15)". The highlighter reads it so.
Query with_pairs_as_one(Query query, Tokenizer& tokenizer);

/// The characters of UTF-8 text.
std::u32string characters_of(std::string_view text);

}  // namespace dateline::searching
