// SPDX-License-Identifier: GPL-2.0-or-later
// Key words: the words that the articles of a query have more often than others, those that stand
// near a word in them, and pairs of them. Each story counts once, by the language of its first
// article, and a word counts once in a story. All postings are read, no text is, but for words near
// another.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "request/search_request.h"
#include "results/word_table.h"
#include "search/searcher.h"

namespace dateline::searching {

struct WordRequest {
  std::size_t words = 30;              // at most so many of each language
  std::optional<std::string> against;  // a query; nothing: all other articles of the same filters
  std::string near;                    // only words within five of this one
  bool pairs = false;                  // of the first fifty words
  SearchRequest search;
};

/// Throws Error where a query cannot be searched.
WordTable key_words(const WordRequest& request, Searcher& searcher);

}  // namespace dateline::searching
