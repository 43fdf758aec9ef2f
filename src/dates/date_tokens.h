// SPDX-License-Identifier: GPL-2.0-or-later
// DateTokens: a short text as numbers, words and signs, in digits and letters of any script. Used
// by the readers of written dates. It knows no dates.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dateline {

/// A piece of a date.
struct DateToken {
  enum class Kind { number, word, sign };
  Kind kind = Kind::sign;
  std::string_view raw;
  std::string word;        // a word as fold_name has it
  int value = 0;           // of a number of at most 9 digits
  std::size_t digits = 0;  // of a number
  bool spaced = false;     // white space precedes it
};

/// True for a word that is one of these, as fold_name has them.
template <std::size_t n>
bool is_one_of(const DateToken& token, const std::array<std::string_view, n>& words) {
  return token.kind == DateToken::Kind::word &&
         std::ranges::find(words, std::string_view(token.word)) != words.end();
}

class DateTokens {
 public:
  /// Has no tokens if `text` is not UTF-8 or has more tokens than a date. `text` must outlive them.
  explicit DateTokens(std::string_view text);

  std::size_t size() const { return tokens_.size(); }
  const DateToken& operator[](std::size_t at) const { return tokens_[at]; }
  auto begin() const { return tokens_.begin(); }
  auto end() const { return tokens_.end(); }

  bool has(std::size_t at) const { return at < tokens_.size(); }
  bool is_sign(std::size_t at, std::string_view sign) const {
    return has(at) && tokens_[at].kind == DateToken::Kind::sign && tokens_[at].raw == sign;
  }
  bool is_number(std::size_t at, std::size_t least, std::size_t most) const {
    return has(at) && tokens_[at].kind == DateToken::Kind::number && tokens_[at].digits >= least &&
           tokens_[at].digits <= most;
  }
  bool is_word(std::size_t at, std::string_view word) const {
    return has(at) && tokens_[at].kind == DateToken::Kind::word && tokens_[at].word == word;
  }
  int value(std::size_t at) const { return tokens_[at].value; }
  /// Whether the same sign is at both places.
  bool same_sign(std::size_t at, std::size_t other) const {
    return has(at) && has(other) && tokens_[at].kind == DateToken::Kind::sign &&
           tokens_[at].raw == tokens_[other].raw;
  }
  bool is_separator(std::size_t at) const {
    return is_sign(at, "-") || is_sign(at, "/") || is_sign(at, ".");
  }
  std::size_t skip(std::size_t at, std::string_view sign) const {
    return is_sign(at, sign) ? at + 1 : at;
  }

 private:
  std::vector<DateToken> tokens_;
};

}  // namespace dateline
