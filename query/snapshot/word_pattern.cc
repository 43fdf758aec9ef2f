// SPDX-License-Identifier: GPL-2.0-or-later
#include "word_pattern.h"

#include <algorithm>
#include <array>
#include <utility>

#include "text/ascii.h"
#include "text/spellings.h"

namespace dateline::searching {
namespace {

/// Replaces a wildcard while its word is cut into tokens: U+10450, a letter without case that news
/// does not use.
constexpr std::string_view kPlaceholder = "\xF0\x90\x91\x90";
constexpr char32_t kPlaceholderLetter = 0x10450;

constexpr std::size_t kExactLetters = 2;  // a word so short has no edits

using Elements = std::vector<WordPattern::Element>;

bool is_wildcard(const WordPattern::Element& element) {
  return element.letter == 0 || element.letter == kPlaceholderLetter;
}

std::string utf8_of(std::u32string_view text) {
  std::string bytes;
  for (const char32_t c : text) {
    const auto tail = [&](int shift) { bytes += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x80) {
      bytes += static_cast<char>(c);
    } else if (c < 0x800) {
      bytes += static_cast<char>(0xC0 | c >> 6);
      tail(0);
    } else if (c < 0x10000) {
      bytes += static_cast<char>(0xE0 | c >> 12);
      tail(6), tail(0);
    } else {
      bytes += static_cast<char>(0xF0 | c >> 18);
      tail(12), tail(6), tail(0);
    }
  }
  return bytes;
}

/// The text with a placeholder for each wildcard, and the wildcards in order.
std::pair<std::string, Elements> without_wildcards(std::string_view text) {
  constexpr std::uint32_t kMostLetters = 99;
  std::string plain;
  Elements wildcards;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with(kPlaceholder)) {
      wildcards.push_back({kPlaceholderLetter});
      plain += kPlaceholder;
      i += kPlaceholder.size() - 1;
    } else if (text[i] == '?') {
      wildcards.push_back({});
      plain += kPlaceholder;
    } else if (text[i] == '*') {
      std::uint32_t most = 0;
      for (; i + 1 < text.size() && is_ascii_digit(text[i + 1]); ++i)
        most = std::min(most * 10 + static_cast<std::uint32_t>(text[i + 1] - '0'), kMostLetters);
      wildcards.push_back({0, 0, most == 0 ? WordPattern::kAnyNumber : most});
      plain += kPlaceholder;
    } else {
      plain += text[i];
    }
  }
  return {std::move(plain), std::move(wildcards)};
}

/// "*foerderung" is "*förderung", too, and "förder*" is "foerder*".
std::vector<WordPattern> other_patterns(const WordToken& token, const Elements& elements) {
  std::vector<WordPattern> patterns;
  for (const std::string& spelling : other_spellings(token.folded, token.accented)) {
    auto wildcard = elements.begin();
    Elements others;
    for (const char32_t c : characters_of(spelling)) {
      if (c != kPlaceholderLetter) {
        others.push_back({c});
        continue;
      }
      wildcard = std::find_if(wildcard, elements.end(), is_wildcard);
      others.push_back(*wildcard++);
    }
    patterns.push_back(WordPattern::wildcard(std::move(others)));
    if (fold_value(spelling) != spelling) patterns.back().set_accented();
  }
  return patterns;
}

std::vector<WordToken> wildcard_tokens(std::string_view text, Tokenizer& tokenizer) {
  const auto [plain, wildcards] = without_wildcards(text);
  std::vector<WordToken> tokens = tokens_of(plain, tokenizer), result;
  auto wildcard = wildcards.begin();
  for (WordToken& token : tokens) {
    Elements elements;
    bool has_letters = false, only_stars = true, has_wildcards = false;
    for (const char32_t c : characters_of(token.folded)) {
      if (c != kPlaceholderLetter || wildcard == wildcards.end()) {
        elements.push_back({c});
        has_letters = true;
        continue;
      }
      has_wildcards = true;
      only_stars = only_stars && wildcard->least == 0;
      elements.push_back(*wildcard++);
    }
    // A star after ideographs is ignored, because their words have no end.
    const bool behind_ideograph = !result.empty() && result.back().ideograph;
    if (has_wildcards && !has_letters) {
      if (only_stars && behind_ideograph) continue;
      token = {};
      token.any_word = true;
    } else if (has_wildcards) {
      token.spellings = other_patterns(token, elements);
      token.pattern = WordPattern::wildcard(std::move(elements));
    }
    result.push_back(std::move(token));
  }
  while (!result.empty() && result.back().any_word) result.pop_back();
  const auto first = std::ranges::find(result, false, &WordToken::any_word);
  result.erase(result.begin(), first);
  return result;
}

}  // namespace

std::u32string characters_of(std::string_view text) {
  std::u32string characters;
  characters.reserve(text.size());
  for (const char byte : text) {
    const auto c = static_cast<unsigned char>(byte);
    if (c < 0x80)
      characters += c;
    else if (c >= 0xC0)
      characters += static_cast<char32_t>(c & (c < 0xE0 ? 0x1F : c < 0xF0 ? 0x0F : 0x07));
    else if (!characters.empty())
      characters.back() = characters.back() << 6 | (c & 0x3Fu);
  }
  return characters;
}

WordPattern WordPattern::wildcard(std::vector<Element> elements) {
  WordPattern pattern;
  const auto is_letter = [](const Element& element) { return element.letter != 0; };
  std::u32string beginning, ending;
  for (auto e = elements.begin(); e != elements.end() && is_letter(*e); ++e) beginning += e->letter;
  for (auto e = elements.rbegin(); e != elements.rend() && is_letter(*e); ++e) ending += e->letter;
  std::ranges::reverse(ending);
  pattern.beginning_ = utf8_of(beginning);
  pattern.ending_ = utf8_of(ending);
  pattern.elements_ = std::move(elements);
  return pattern;
}

WordPattern WordPattern::fuzzy(std::string_view folded, std::uint32_t edits) {
  WordPattern pattern;
  pattern.similar_to_ = characters_of(folded);
  pattern.edits_ = pattern.similar_to_.size() <= kExactLetters ? 0 : edits;
  if (pattern.edits_ == 0) pattern.beginning_ = folded;
  return pattern;
}

bool WordPattern::fits(std::string_view folded) const {
  if (!folded.starts_with(beginning_) || !folded.ends_with(ending_)) return false;
  if (!elements_.empty()) return fits_wildcard(characters_of(folded));
  constexpr std::size_t kMaxBytes = 4;  // of a character
  if (folded.size() > (similar_to_.size() + edits_) * kMaxBytes ||
      folded.size() + edits_ < similar_to_.size())
    return false;
  return fits_fuzzy(characters_of(folded));
}

bool WordPattern::fits_wildcard(std::u32string_view word) const {
  // taken[n]: whether the elements so far fit the first n letters.
  std::vector<char> taken(word.size() + 1, 0), next(word.size() + 1);
  taken[0] = 1;
  for (const Element& element : elements_) {
    std::ranges::fill(next, 0);
    for (std::size_t i = 0; i <= word.size(); ++i) {
      if (taken[i] == 0) continue;
      const std::size_t most = std::min<std::size_t>(element.most, word.size() - i);
      for (std::size_t n = element.least; n <= most; ++n)
        if (element.letter == 0 || word[i] == element.letter) next[i + n] = 1;
      if (element.most == kAnyNumber) break;  // the longer lengths are set already
    }
    std::swap(taken, next);
  }
  return taken.back() != 0;
}

bool WordPattern::fits_fuzzy(std::u32string_view word) const {
  const std::size_t n = similar_to_.size(), m = word.size(), k = edits_;
  if (n > m + k || m > n + k) return false;
  // Rows of the table of distances between beginnings; only a band of it matters.
  constexpr std::size_t kLongest = 256;
  if (m >= kLongest) return false;
  std::array<std::array<std::uint32_t, kLongest>, 3> rows;
  const std::uint32_t far = edits_ + 1;
  for (std::size_t j = 0; j <= m; ++j) rows[0][j] = static_cast<std::uint32_t>(j);
  for (std::size_t i = 1; i <= n; ++i) {
    auto& row = rows[i % 3];
    const auto &above = rows[(i - 1) % 3], &above_that = rows[(i + 1) % 3];
    const std::size_t first = i > k ? i - k : 1, last = std::min(m, i + k);
    row[first - 1] = first == 1 ? static_cast<std::uint32_t>(i) : far;
    std::uint32_t least = row[first - 1];
    for (std::size_t j = first; j <= last; ++j) {
      std::uint32_t distance = above[j - 1] + (similar_to_[i - 1] == word[j - 1] ? 0 : 1);
      distance = std::min(distance, row[j - 1] + 1);
      if (j < i + k) distance = std::min(distance, above[j] + 1);
      if (i > 1 && j > 1 && similar_to_[i - 1] == word[j - 2] && similar_to_[i - 2] == word[j - 1])
        distance = std::min(distance, above_that[j - 2] + 1);
      row[j] = distance;
      least = std::min(least, distance);
    }
    if (least > edits_ + 1) return false;
  }
  return rows[n % 3][m] <= edits_;
}

std::vector<WordSequence> split_or_joined(const std::vector<WordToken>& tokens) {
  const auto is_digit = [](char c) { return is_ascii_digit(c) || c == '.'; };
  std::vector<WordSequence> ways;
  if (tokens.size() == 2 && tokens[1].joint != Token::Joint::none) {
    Token second;
    second.folded = tokens[1].folded;
    second.joint = tokens[1].joint;
    second.letter_case = Token::Case::capital;  // people type names in lower case
    second.ideograph = tokens[1].ideograph;
    if (may_join(tokens[0].folded, second))
      ways.push_back(
          {std::string(tokens[0].folded).append(sign_between(second)).append(tokens[1].folded)});
  }
  if (tokens.size() > 2 && tokens[0].ideograph) {  // a Korean noun without its particle
    std::vector<std::string_view> syllables;
    for (const WordToken& token : tokens) syllables.push_back(token.folded);
    if (const std::size_t particle = korean_particle(syllables); particle != 0)
      ways.emplace_back(syllables.begin(), syllables.end() - static_cast<std::ptrdiff_t>(particle));
  }
  if (tokens.size() != 1 || tokens[0].ideograph || tokens[0].acronym) return ways;
  // One border between letters and digits: "f16", "1.2bn".
  const std::string& word = tokens[0].folded;
  std::size_t borders = 0, border = 0;
  for (std::size_t i = 1; i < word.size(); ++i)
    if (is_digit(word[i]) != is_digit(word[i - 1])) {
      ++borders;
      border = i;
    }
  if (borders == 1) ways.push_back({word.substr(0, border), word.substr(border)});
  return ways;
}

bool is_name_with_ampersand(const std::vector<WordToken>& tokens) {
  if (tokens.size() == 1) return tokens[0].folded.find('&') != std::string::npos;
  return tokens.size() == 2 && tokens[1].joint == Token::Joint::ampersand;
}

std::string as_one_word(const Query& first, const Query& second, Tokenizer& tokenizer) {
  constexpr std::size_t kLongest = 40;
  const auto is_plain = [](const Query& word) {
    return word.kind == Query::Kind::word && word.form == Query::Form::folded &&
           word.field != schema::FieldId::author && !word.text.empty();
  };
  if (!is_plain(first) || !is_plain(second) ||
      is_ascii_digit(first.text.front()) == is_ascii_digit(second.text.front()))
    return {};
  std::string one;
  for (const Query* const word : {&first, &second}) {
    const std::vector<WordToken> tokens = tokens_of(*word, tokenizer);
    if (tokens.size() != 1 || tokens[0].ideograph || tokens[0].acronym || !tokens[0].sign.empty())
      return {};
    const std::string& folded = tokens[0].folded;
    const bool number = is_ascii_digit(folded.front());
    if (!std::ranges::all_of(folded,
                             [&](char c) { return (is_ascii_digit(c) || c == '.') == number; }))
      return {};
    one += folded;
  }
  return one.size() <= kLongest ? one : std::string();
}

Query with_pairs_as_one(Query query, Tokenizer& tokenizer) {
  for (Query& child : query.children) child = with_pairs_as_one(std::move(child), tokenizer);
  if (query.kind != Query::Kind::phrase) return query;
  std::vector<Query> slots;
  for (std::size_t i = 0; i < query.children.size(); ++i) {
    const std::string one = i + 1 < query.children.size()
                                ? as_one_word(query.children[i], query.children[i + 1], tokenizer)
                                : std::string();
    if (one.empty()) {
      slots.push_back(std::move(query.children[i]));
      continue;
    }
    Query word = query.children[i], pair = query, either;
    word.text = one;
    pair.children = {std::move(query.children[i]), std::move(query.children[i + 1])};
    either.kind = Query::Kind::disjunction;
    either.children = {std::move(pair), std::move(word)};
    slots.push_back(std::move(either));
    ++i;
  }
  if (slots.size() == 1) return std::move(slots.front());
  query.children = std::move(slots);
  return query;
}

std::vector<WordToken> tokens_of(std::string_view text, Tokenizer& tokenizer) {
  std::vector<WordToken> tokens;
  tokenizer.start(text);
  for (Token token; tokenizer.next(token);)
    tokens.push_back({std::string(token.folded), std::string(token.accented),
                      std::string(token.bigram), token.ideograph, token.acronym, token.letter_case,
                      token.joint, signed_word(token)});
  return tokens;
}

std::vector<WordToken> tokens_of(const Query& word, Tokenizer& tokenizer) {
  if (word.form == Query::Form::wildcard) return wildcard_tokens(word.text, tokenizer);
  std::vector<WordToken> tokens = tokens_of(word.text, tokenizer);
  if (word.form == Query::Form::fuzzy)
    for (WordToken& token : tokens)
      if (!token.ideograph) token.pattern = WordPattern::fuzzy(token.folded, word.number);
  return tokens;
}

}  // namespace dateline::searching
