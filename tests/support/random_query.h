// SPDX-License-Identifier: GPL-2.0-or-later
// RandomQueries: queries made of the words of given articles, for tests: trees of every kind and
// form in the shapes of query.h, and texts as people type them. The same seed makes the same
// queries on every machine. Some find much, some little, some nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "article.h"
#include "language/query.h"
#include "random_words.h"
#include "search/searcher.h"

namespace dateline {

using namespace searching;

class RandomQueries : private RandomWords {
 public:
  /// `now` is what relative dates count from. `articles` may not be empty.
  RandomQueries(std::vector<Article> articles, Timestamp now, std::uint64_t seed)
      : RandomWords(std::move(articles), seed), now_(now) {}

  /// A tree in the shape the parser makes, operators at most `depth` deep.
  Query tree(int depth = 2);
  /// What somebody might type, mistakes included.
  std::string text(int depth = 2);
  /// Filters, an order and a page; `text` is left empty.
  SearchRequest request();
  using RandomWords::below;
  using RandomWords::is_plain;
  using RandomWords::turn_page;
  using RandomWords::word;
  using RandomWords::word_here;
  /// An operand of positional operators: a word, a phrase, a positional operator or several.
  Query operand(int depth = 1);

 private:
  Query grow(int depth);
  Query combination(int depth);
  Query leaf();
  Query word_leaf();
  Query value_leaf();
  Query range_leaf();
  Query phrase(schema::FieldId field);
  Query word_in(schema::FieldId field);
  Query positional(int depth);
  Query unit_operand(int depth);
  std::string date_text();
  std::string leaf_text();
  std::string write(int depth);

  const Timestamp now_;
};

}  // namespace dateline
