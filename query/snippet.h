// SPDX-License-Identifier: GPL-2.0-or-later
// Highlighter: where a query's words, phrases and wildcards stand in a text, and the passage that
// shows them best. A phrase marks the phrase, not its words elsewhere; what a query excludes is not
// marked. It cuts and stems text with the same analyzer as the index. Sees no index.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer.h"
#include "query.h"
#include "resolve.h"
#include "results.h"

namespace dateline {

class Highlighter {
 public:
  /// `query` must live as long as the highlighter.
  explicit Highlighter(const Query& query);

  /// The whole headline with its matches.
  MarkedText headline(std::string_view title, std::string_view language);
  /// The best passage of the text below it: the most different parts of the query, close together,
  /// early; of at most `length` bytes or a little more, cut at words, "…" where text is left out.
  /// The beginning of the text when nothing of the query stands in it.
  MarkedText passage(std::string_view body, std::string_view language, std::size_t length = 240);

 private:
  /// One part of the query that can be marked: a word, a wildcard or a phrase.
  struct Pattern {
    const Query* leaf = nullptr;
    std::vector<WordToken> tokens;  // one, or a phrase's in order
    std::string stem;               // of a stemmed word, in the language of the text at hand
  };
  struct Match {
    std::size_t pattern = 0;
    std::size_t begin = 0, end = 0;  // bytes of the text
  };
  struct TextToken {
    std::string folded, accented, bigram;
    std::size_t begin = 0, end = 0;
    bool all_caps = false;
    bool begins_sentence = false;
  };
  enum class Part { headline, body };

  void collect(const Query& query);
  std::vector<TextToken> cut(std::string_view text);
  std::vector<Match> find(const std::vector<TextToken>& text, Part part, std::string_view language);
  static bool continues(const TextToken& token, const WordToken& wanted);
  bool matches(const Pattern& pattern, const TextToken* token, std::string_view language);

  std::vector<Pattern> patterns_;
  Tokenizer tokenizer_;
  Stemmer stemmer_;
};

}  // namespace dateline
