// SPDX-License-Identifier: GPL-2.0-or-later
// The words of the reference: articles cut into words, and the places of a query's word in them,
// found word by word. Used by the reference only. It shares only tokenizer, stemmer and lexicon
// with the engine.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "article.h"
#include "language/query.h"
#include "snapshot/word_pattern.h"
#include "text/analyzer.h"
#include "text/english_words.h"
#include "text/stemmer.h"

namespace dateline {

using namespace searching;

/// A text form as a number: equal forms have equal numbers, none is 0.
using FormNumber = std::uint32_t;

struct ReferenceWord {
  FormNumber folded = 0, accented = 0;
  FormNumber pair = 0;  // of two ideographs with nothing between; 0 = none
  bool ideograph = false, acronym = false, all_caps = false, capital = false;
  bool in_title = false;  // the bytes are those of the headline
  Token::Break break_before = Token::Break::none;
  std::size_t begin = 0, end = 0;  // bytes
  FormNumber sign = 0;             // with the signs that belong to it; 0 = none
  std::vector<std::pair<std::size_t, FormNumber>> joined = {};  // as one with those behind it
};

/// Words of one field from `first` to `last`, both inside.
struct Stretch {
  enum Field : std::uint8_t { title, body, byline };
  Field field = title;
  std::size_t first = 0, last = 0;
  auto operator<=>(const Stretch&) const = default;
};

struct ReferenceText {
  std::array<std::vector<ReferenceWord>, 3> fields;  // by Stretch::Field
  std::size_t lead = 0;                              // words of the body that are the lead
  std::string language;
  bool has_joined = false;
  std::vector<FormNumber> forms;  // all folded forms, ascending: most texts lack most
};

class ReferenceWords {
 public:
  ReferenceText cut(const Article& article);
  /// Starts on another query: what is known of the last one's words is forgotten.
  void start() { wanted_.clear(); }
  /// In how many articles a word stands decides forms of words that no lexicon knows.
  void set_frequency(WordFrequency frequency) { frequency_ = std::move(frequency); }
  const std::string& text_of(FormNumber number) const { return *forms_[number]; }

  /// Where a word stands. `as_written` is how positional operators read words of form stem.
  std::vector<Stretch> places(const Query& word, const ReferenceText& text, bool as_written);
  /// How many words `word` is that begins with the word `at`, in each of the ways it is written
  /// there. `in_phrase`: the word is part of a phrase.
  std::vector<std::size_t> lengths_at(const Query& word, const ReferenceText& text,
                                      Stretch::Field field, std::size_t at, bool as_written,
                                      bool in_phrase);
  /// Whether the text has the first of the word's tokens at all.
  bool may_stand(const Query& word, const ReferenceText& text, bool as_written);

  /// The fields (or beginnings of them) that a query's field means, with the words of each.
  static std::vector<std::pair<Stretch::Field, std::size_t>> fields_of(schema::FieldId field,
                                                                       const ReferenceText& text);

 private:
  /// One token of a query's word.
  struct Wanted {
    ReferenceWord word;
    Query::Form form = Query::Form::folded;
    bool byline = false;
    std::uint32_t edits = 0;
    std::u32string letters;             // of a wildcard or a fuzzy word
    std::vector<std::int8_t> accepted;  // by form number: 1 = meets `letters`, -1 = does not
    std::vector<FormNumber> spellings;  // the word in the letters of other countries
    // By language and form number: 1 = a form of the word, -1 = none.
    std::map<std::string, std::vector<std::int8_t>> forms;
  };
  struct WantedWord {
    std::vector<Wanted> tokens;
    std::vector<WordSequence> ways;  // to write it in another number of words
  };
  FormNumber number(std::string_view form);
  std::vector<ReferenceWord> cut(std::string_view text, std::string_view language = {});
  bool stands_at(std::vector<Wanted>& tokens, const ReferenceText& text, Stretch::Field field,
                 std::size_t at);
  void add_other_ways(const Query& word, const ReferenceText& text, Stretch::Field field,
                      std::size_t at, bool as_written, std::vector<std::size_t>& lengths);
  static bool is_spelled_so(const Wanted& wanted, const ReferenceWord& word);
  WantedWord& wanted(const Query& word, bool as_written);
  std::vector<Wanted> read(const Query& word, bool as_written);
  bool accepts(Wanted& wanted, const ReferenceWord& word, const std::string& language);
  bool meets(Wanted& wanted, FormNumber folded);
  bool meets_spelling(const Wanted& wanted, const ReferenceWord& word) const;
  bool is_form(Wanted& wanted, FormNumber folded, const std::string& language);

  const std::string english_ = "en";
  Tokenizer tokenizer_;
  Stemmer stemmer_;
  WordFrequency frequency_ = [](std::string_view) { return 0.0; };
  std::unordered_map<std::string, FormNumber> numbers_;
  std::vector<const std::string*> forms_{nullptr};  // by number
  std::map<std::pair<const Query*, bool>, WantedWord> wanted_;
};

/// Whether `word` meets a pattern: `*` any letters, `*N` up to N, `?` one.
bool meets_wildcard(std::u32string_view pattern, std::u32string_view word);
/// The fewest letters inserted, left out, changed, or swapped with their neighbour, none twice.
std::size_t edits_between(std::u32string_view one, std::u32string_view other);

}  // namespace dateline
