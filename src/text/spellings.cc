// SPDX-License-Identifier: GPL-2.0-or-later
#include "spellings.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ascii.h"

namespace dateline {

std::string signed_word(const Token& token) {
  if (token.sign_before.empty() && token.sign_behind.empty()) return {};
  return std::string(token.sign_before).append(token.folded).append(token.sign_behind);
}

std::vector<std::string> other_spellings(std::string_view folded, std::string_view accented) {
  struct Pair {
    std::string_view letter, letters;
  };
  static constexpr std::array<Pair, 6> kPairs{
      {{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"å", "aa"}, {"ø", "oe"}, {"æ", "ae"}}};
  constexpr std::size_t kLongestName = 40;  // bytes; each pair of letters adds a word
  if (folded.size() > kLongestName) return {};
  if (folded == accented && std::ranges::adjacent_find(folded, [](char a, char b) {
                              return (b == 'e' && (a == 'a' || a == 'o' || a == 'u')) ||
                                     (b == 'a' && a == 'a');
                            }) == folded.end())
    return {};  // the highlighter asks for each word of a text
  std::vector<std::string> found;
  const auto add = [&](std::string word) {
    if (word != folded && word != accented && std::ranges::find(found, word) == found.end())
      found.push_back(std::move(word));
  };
  if (folded != accented) {
    std::string plain(accented);
    for (const Pair& pair : kPairs)
      for (std::size_t at = 0; (at = plain.find(pair.letter, at)) != std::string::npos;)
        plain.replace(at, pair.letter.size(), pair.letters);
    if (plain != accented) add(std::move(plain));
    return found;
  }
  // Each pair of letters as one, and all of them, in German, then in the languages of the north.
  std::string german(folded), northern(folded);
  for (const Pair& pair : kPairs) {
    const bool north = pair.letter == "å" || pair.letter == "ø" || pair.letter == "æ";
    std::string& all = north ? northern : german;
    for (std::size_t at = 0; (at = folded.find(pair.letters, at)) != std::string::npos; ++at)
      add(std::string(folded).replace(at, pair.letters.size(), pair.letter));
    for (std::size_t at = 0; (at = all.find(pair.letters, at)) != std::string::npos;)
      all.replace(at, pair.letters.size(), pair.letter);
  }
  add(std::move(german));
  add(std::move(northern));
  return found;
}

bool may_join(std::string_view before, const Token& token) {
  constexpr std::size_t kLongest = 40, kShortestName = 3;
  if (token.ideograph || before.empty() || before.size() + token.folded.size() > kLongest)
    return false;
  switch (token.joint) {
    case Token::Joint::hyphen:
      return !is_ascii_digit(before.front()) || !is_ascii_digit(token.folded.front());
    case Token::Joint::apostrophe:
      return (before == "o" || before == "d") && token.folded.size() >= kShortestName &&
             token.letter_case != Token::Case::lower;
    case Token::Joint::initial:
      return true;
    case Token::Joint::none:
      break;
  }
  return false;
}

std::string joined_term(bool title, std::size_t parts, std::string_view word) {
  return make_term(title ? schema::kTitleJoinedPrefix : schema::kJoinedPrefix,
                   std::to_string(parts).append(word));
}

}  // namespace dateline
