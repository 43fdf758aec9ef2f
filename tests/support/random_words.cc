// SPDX-License-Identifier: GPL-2.0-or-later
#include "random_words.h"

#include "parsing/parser.h"

#include <algorithm>
#include <utility>

namespace dateline {

using namespace searching;
namespace {

/// UTF-8 text cut into characters.
std::vector<std::string> letters_of(std::string_view text) {
  std::vector<std::string> characters;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) characters.emplace_back();
    if (!characters.empty()) characters.back() += c;
  }
  return characters;
}

std::string joined(const std::vector<std::string>& characters, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) text += characters[i];
  return text;
}

}  // namespace

std::string first_characters(std::string_view text, std::size_t count) {
  const std::vector<std::string> characters = letters_of(text);
  return joined(characters, 0, std::min(count, characters.size()));
}

RandomWords::RandomWords(std::vector<Article> articles, std::uint64_t seed)
    : articles_(std::move(articles)), random_(seed) {}

void RandomWords::turn_page() {
  focus_ = below(articles_.size());
  open_passage();
}

const Article& RandomWords::some_article() {
  return one_in(4) ? pick(articles_) : articles_[focus_];
}

std::string RandomWords::raw_words(std::string_view text, std::size_t count) {
  std::vector<std::pair<std::size_t, std::size_t>> words;
  tokenizer_.start(text);
  for (Token token; tokenizer_.next(token);) words.emplace_back(token.begin, token.end);
  if (words.empty()) return "nowhere";
  const std::size_t first = below(words.size());
  const std::size_t last = std::min(first + count, words.size()) - 1;
  return std::string(text.substr(words[first].first, words[last].second - words[first].first));
}

std::string RandomWords::any_raw_words(std::size_t count) {
  const Article& article = some_article();
  switch (below(6)) {
    case 0:
      return raw_words(article.title, count);
    case 1:
      return raw_words(article.title + " " + article.body.substr(0, 60), count);  // over the border
    default:
      return raw_words(article.body, count);
  }
}

void RandomWords::open_passage() {
  const Article& article = articles_[focus_];
  switch (below(8)) {
    case 0:
      passage_ = article.title;
      break;
    case 1:
      passage_ = raw_words(article.title + ".\n\n" + article.body.substr(0, 200), 20);
      break;
    default:
      passage_ = raw_words(article.body, 6 + below(20));
  }
}

std::string RandomWords::word_here(std::size_t count) {
  return one_in(8) ? any_raw_words(count) : raw_words(passage_, count);
}

std::string RandomWords::spelt_otherwise(std::string word) {
  switch (below(8)) {
    case 0:
      for (char& c : word)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c & ~0x20);
      return word;
    case 1:
      for (char& c : word)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
      return word;
    case 2:
      return word + "s";
    case 3: {
      Token token;
      tokenizer_.start(word);
      return tokenizer_.next(token) ? std::string(token.folded) : word;
    }
    case 4:
      return one_in(3) ? "zzyx" + word : word;  // in no article
    default:
      return word;
  }
}

bool RandomWords::is_plain(const std::string& word) {
  Token token;
  tokenizer_.start(word);
  if (!tokenizer_.next(token) || token.ideograph || token.acronym) return false;
  const bool whole = token.begin == 0 && token.end == word.size();
  const bool letters = std::ranges::none_of(word, [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  });
  return whole && letters && letters_of(word).size() >= 3 && !tokenizer_.next(token);
}

std::string RandomWords::misspelt(const std::string& word) {
  std::vector<std::string> letters = letters_of(word);
  const std::size_t at = below(letters.size());
  const auto place = letters.begin() + static_cast<std::ptrdiff_t>(at);
  switch (below(4)) {
    case 0:
      letters.insert(place, "e");
      break;
    case 1:
      if (letters.size() > 3) letters.erase(place);
      break;
    case 2:
      letters[at].assign(1, 'e');
      break;
    default:
      if (at + 1 < letters.size()) std::swap(letters[at], letters[at + 1]);
  }
  return joined(letters, 0, letters.size());
}

std::string RandomWords::pattern(const std::string& word) {
  if (!is_plain(word)) return {};
  const std::string made = any_pattern(word);
  return parse_query(made).notes.empty() ? made : std::string();  // some have too few letters
}

std::string RandomWords::any_pattern(const std::string& word) {
  const std::vector<std::string> letters = letters_of(word);
  const std::size_t size = letters.size();
  if (size < 4) return word + '*';
  const std::size_t begin = below(size - 2), end = begin + 3 + below(size - begin - 2);
  const std::size_t cut = 1 + below(size - 1);
  const std::size_t inner = 1 + below(size - 2);  // a ? at an end would be punctuation
  switch (below(8)) {
    case 0:
      return '*' + joined(letters, begin, end) + '*';
    case 1:
      return '*' + joined(letters, size - 3, size);
    case 2:
      return joined(letters, 0, 3) + '*' + std::to_string(1 + below(4));
    case 3:
      return joined(letters, 0, inner) + '?' + joined(letters, inner + 1, size);
    case 4:
      return joined(letters, 0, 2) + '*' + joined(letters, size - 1, size);
    case 5:
      return joined(letters, 0, cut) + "*2" + joined(letters, cut, size);
    default:
      return joined(letters, 0, 3 + below(size - 3)) + '*';
  }
}

}  // namespace dateline
