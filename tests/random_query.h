// SPDX-License-Identifier: GPL-2.0-or-later
// RandomQueries: queries made of the words of given articles, for tests. The same seed makes the
// same queries on every machine. Some find much, some little, some nothing.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "analyzer.h"
#include "article.h"
#include "query.h"
#include "searcher.h"

namespace dateline {

class RandomQueries {
 public:
  /// `now` is what relative dates count from. `articles` may not be empty.
  RandomQueries(std::vector<Article> articles, Timestamp now, std::uint64_t seed);

  /// A tree in the shape the parser makes, operators at most `depth` deep.
  Query tree(int depth = 4);
  /// What somebody might type, mistakes included.
  std::string text(int depth = 3);
  /// Filters, an order and a page; `text` is left empty.
  SearchRequest request();
  /// One plain word of an article.
  std::string word();

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class Items>
  const auto& pick(const Items& items) {
    return items[below(items.size())];
  }

  const Article& some_article();
  Query grow(int depth);
  std::string write(int depth);
  std::string raw_words(std::string_view text, std::size_t count);
  std::string any_raw_words(std::size_t count);
  std::string spelt_otherwise(std::string word);
  Query leaf();
  Query word_leaf();
  Query value_leaf();
  Query range_leaf();
  std::string date_text();
  std::string leaf_text();

  std::vector<Article> articles_;
  const Timestamp now_;
  std::mt19937_64 random_;
  Tokenizer tokenizer_;
  std::size_t focus_ = 0;  // the article most words of a query come from
};

}  // namespace dateline
