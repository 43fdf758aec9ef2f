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
    case Token::Joint::ampersand:
      return !is_ascii_digit(before.front()) && !is_ascii_digit(token.folded.front());
    case Token::Joint::none:
      break;
  }
  return false;
}

std::string_view sign_between(const Token& token) {
  return token.joint == Token::Joint::ampersand ? "&" : "";
}

namespace {

/// A Korean particle, and what the syllable before it ends in.
struct Particle {
  enum class Behind : std::uint8_t { any, consonant, vowel };
  std::string_view text;
  std::size_t syllables;
  Behind behind;
  std::size_t fewest;  // syllables of the noun
};
constexpr std::array<Particle, 24> kParticles{{
    {"에서는", 3, Particle::Behind::any, 2},       {"에서도", 3, Particle::Behind::any, 2},
    {"에게는", 3, Particle::Behind::any, 2},       {"으로는", 3, Particle::Behind::consonant, 2},
    {"으로도", 3, Particle::Behind::consonant, 2}, {"이라고", 3, Particle::Behind::consonant, 2},
    {"에서", 2, Particle::Behind::any, 2},         {"에게", 2, Particle::Behind::any, 2},
    {"께서", 2, Particle::Behind::any, 2},         {"까지", 2, Particle::Behind::any, 2},
    {"부터", 2, Particle::Behind::any, 2},         {"보다", 2, Particle::Behind::any, 2},
    {"처럼", 2, Particle::Behind::any, 2},         {"에는", 2, Particle::Behind::any, 2},
    {"에도", 2, Particle::Behind::any, 2},         {"으로", 2, Particle::Behind::consonant, 2},
    {"은", 1, Particle::Behind::consonant, 2},     {"는", 1, Particle::Behind::vowel, 2},
    {"을", 1, Particle::Behind::consonant, 2},     {"를", 1, Particle::Behind::vowel, 2},
    {"이", 1, Particle::Behind::consonant, 3},     {"가", 1, Particle::Behind::vowel, 2},
    {"에", 1, Particle::Behind::any, 2},           {"의", 1, Particle::Behind::any, 2},
}};

/// What nouns end in that looks like a particle: "정치가" is a politician, "민주주의" democracy.
constexpr std::array<std::string_view, 12> kKoreanNounEndings{"정치가", "투자가", "주의", "회의",
                                                              "논의",   "합의",   "협의", "결의",
                                                              "동의",   "심의",   "질의", "강의"};

/// The number of a Hangul syllable among all, -1 for other letters.
int hangul_syllable(std::string_view letter) {
  if (letter.size() != 3) return -1;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(letter[i]); };
  const int c = (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
  return c >= 0xAC00 && c <= 0xD7A3 ? c - 0xAC00 : -1;
}

}  // namespace

std::size_t korean_particle(const std::vector<std::string_view>& syllables) {
  constexpr int kFinals = 28;  // consonants that may end a syllable, and none
  std::string word;
  for (const std::string_view syllable : syllables) {
    if (hangul_syllable(syllable) < 0) return 0;
    word += syllable;
  }
  for (const std::string_view ending : kKoreanNounEndings)
    if (word.ends_with(ending)) return 0;
  for (const Particle& particle : kParticles) {
    if (syllables.size() < particle.syllables + particle.fewest || !word.ends_with(particle.text))
      continue;
    const std::string_view before = syllables[syllables.size() - particle.syllables - 1];
    const bool consonant = hangul_syllable(before) % kFinals != 0;
    if (particle.behind == Particle::Behind::any ||
        consonant == (particle.behind == Particle::Behind::consonant))
      return particle.syllables;
  }
  return 0;
}

std::string joined_term(bool title, std::size_t parts, std::string_view word) {
  return make_term(title ? schema::kTitleJoinedPrefix : schema::kJoinedPrefix,
                   std::to_string(parts).append(word));
}

}  // namespace dateline
