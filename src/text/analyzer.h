// SPDX-License-Identifier: GPL-2.0-or-later
// Analyzer: text → tokens → the forms that become terms. Both flows use it, so that a word of a
// query is cut and folded exactly as the same word of an article. spellings.h has the ways to write
// one word, stemmer.h its stem.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schema.h"

namespace dateline {

/// One word, or one ideograph. Views are valid until the next call to the same Tokenizer.
struct Token {
  enum class Case : std::uint8_t { lower, capital, all_caps };
  enum class Break : std::uint8_t { none, sentence, paragraph };
  /// What alone stands before it, if it may be one word with the token before: "cease-fire",
  /// "O'Leary", "J. K.", "R & D".
  enum class Joint : std::uint8_t { none, hyphen, apostrophe, initial, ampersand };

  std::string_view folded;    // case and accents folded: "co2", "elysee", "us" for "U.S."
  std::string_view accented;  // case folded, accents kept; same as `folded` without accents
  std::string_view bigram;    // with the next ideograph, when one follows; else empty
  std::size_t begin = 0;      // bytes of the text it was cut from, possessive included
  std::size_t end = 0;
  Case letter_case = Case::lower;
  Break break_before = Break::none;  // between the token before and this one
  bool ideograph = false;  // of a script written without spaces: no stem, positions by character
  bool acronym = false;    // written with dots: "U.S."
  Joint joint = Joint::none;
  std::string_view sign_before, sign_behind;  // "$", ".", and "++": of a sum or a name
};

/// Cuts text into tokens, in order. Each token takes one position. The rules:
/// letters and digits of any script; an apostrophe stays inside ("don't") but an elided article is
/// a word of its own ("l'eau") and the English possessive is dropped ("Trump's"); "3.5" and "AT&T"
/// are one word, "1,750" is "1750"; letters with dots between are one ("U.S." = "us"); everything
/// else separates ("cease-fire" is two). Ill-formed UTF-8 and control characters separate.
class Tokenizer {
 public:
  Tokenizer();
  ~Tokenizer();
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;

  /// Starts on `text`, which must live as long as tokens are asked for. A line end is a paragraph
  /// break where `text` has no empty line, else an empty line is.
  /// `language` (ISO 639-1, may be empty) decides whether "20." may be an ordinal.
  void start(std::string_view text, std::string_view language = {});
  bool next(Token& token);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// An exact value as it is compared: case and accents folded, white space single.
std::string fold_value(std::string_view value);

/// prefix + text. A text of more than schema::kMaxTextBytes keeps its beginning and ends in a
/// fingerprint of the whole, so that different texts stay different terms.
std::string make_term(std::string_view prefix, std::string_view text);

/// The term of a whole value: of an exact field, or of a byline. Ids and addresses are compared
/// byte by byte, sites by fold_site, everything else by fold_value.
std::string exact_term(schema::FieldId field, std::string_view value);

/// The language of a text, "en", "de", "zh"...; empty when CLD2 is not sure.
std::string detect_language(std::string_view title, std::string_view body);

/// "en-GB" → "en", "English" and "anglais" → "en", "iw" → "he"; empty when it is no language.
std::string normal_language(std::string_view name);

}  // namespace dateline
