// SPDX-License-Identifier: GPL-2.0-or-later
// Highlighter: what a query matches in an article, marked in its headline, and the passage that
// shows it best. The positional evaluator finds it, so what is marked is what matched: a phrase and
// not its words elsewhere, the words of a distance only where they are that near, nothing of what
// is excluded. Sees no index.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "article.h"
#include "language/query.h"
#include "matching/text_positions.h"
#include "results/results.h"

namespace dateline::searching {

class Highlighter {
 public:
  /// `query` must live as long as the highlighter.
  explicit Highlighter(const Query& query) : query_(query) {}

  /// Looks at `article`, which must live until the next one; the rest speaks of it.
  void set(const Article& article);

  /// The whole headline with its matches.
  MarkedText headline() const;
  /// The best passage of the text below it: the most different parts of the query, close together,
  /// early; of at most `length` bytes or a little more, cut at words, "…" where text is left out.
  /// The beginning of the text when nothing of the query stands in it.
  MarkedText passage(std::size_t length = 240) const;

  /// Something of the query in a text: bytes of it, and the word or phrase it is.
  struct Match {
    std::size_t begin = 0, end = 0;
    const Query* leaf = nullptr;
  };
  /// All of it in the headline or the body, ascending; matches of different leaves may overlap.
  const std::vector<Match>& matches(TextPositions::Part part) const {
    return part == TextPositions::Part::headline ? in_headline_ : in_body_;
  }

 private:
  std::vector<Match> matches_in(TextPositions::Part part,
                                const std::vector<MatchedWord>& words) const;

  const Query& query_;
  const Article* article_ = nullptr;
  TextPositions text_;
  std::vector<Match> in_headline_, in_body_;
};

}  // namespace dateline::searching
