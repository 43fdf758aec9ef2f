// SPDX-License-Identifier: GPL-2.0-or-later
// RandomWords: words of given articles, unchanged or slightly misspelled, for random queries. Most
// words of a query come from one article, and those of a passage from one place in it, because
// words of different articles rarely occur together.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "article.h"
#include "text/analyzer.h"

namespace dateline {

class RandomWords {
 public:
  /// `articles` may not be empty.
  RandomWords(std::vector<Article> articles, std::uint64_t seed);

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class Items>
  const auto& pick(const Items& items) {
    return items[below(items.size())];
  }

  /// Takes another article as the one most words come from.
  void turn_page();
  const Article& some_article();
  /// `count` words somewhere in `text`, with all that lies between them; fewer where it is short.
  std::string raw_words(std::string_view text, std::size_t count);
  std::string any_raw_words(std::size_t count);
  std::string word() { return any_raw_words(1); }

  /// Takes a stretch of text: the place word_here() has its words from.
  void open_passage();
  std::string word_here(std::size_t count = 1);

  /// The same word with other letters, or another word.
  std::string spelt_otherwise(std::string word);
  /// With one letter more, less, changed or swapped.
  std::string misspelt(const std::string& word);
  /// A wildcard the word meets, or empty where it is too short for one, or not of letters alone.
  std::string pattern(const std::string& word);
  /// Whether it is one word of three letters or more and nothing else.
  bool is_plain(const std::string& word);

 private:
  std::string any_pattern(const std::string& word);

  std::vector<Article> articles_;
  std::mt19937_64 random_;
  Tokenizer tokenizer_;
  std::size_t focus_ = 0;  // the article most words come from
  std::string passage_;
};

/// At most the first `count` characters.
std::string first_characters(std::string_view text, std::size_t count);

}  // namespace dateline
