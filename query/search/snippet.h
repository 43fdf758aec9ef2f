// SPDX-License-Identifier: GPL-2.0-or-later
// Highlighter: marks the matches of a query in an article's headline, and in the passage or two
// that show them best. The positional evaluator finds them, so the marks are the matches: a phrase
// and not its words elsewhere, the words of a distance only where they are that near, no excluded
// word. It sees no index.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "article.h"
#include "language/query.h"
#include "matching/text_positions.h"
#include "results/results.h"

namespace dateline::searching {

class Highlighter {
 public:
  /// `forms`: of the query's words.
  Highlighter(const Query& query, EnglishForms forms);

  /// The article of all that follows. It must live until the next one is set.
  void set(const Article& article);

  /// The whole headline with its matches.
  MarkedText headline() const;
  /// The best passage of the body: the one with the most different parts of the query close
  /// together, the earliest of equals; or two shorter ones where these show more parts. It has
  /// `length` bytes or a little more, is cut at words, and has "…" where text is left out. It is
  /// the beginning of a body without matches.
  MarkedText passage(std::size_t length = 240) const;

  /// A range of bytes, and the word or phrase of the query that matches there.
  struct Match {
    std::size_t begin = 0, end = 0;
    const Query* leaf = nullptr;
  };
  /// All matches in the headline or the body, ascending; those of different leaves may overlap.
  const std::vector<Match>& matches(TextPositions::Part part) const {
    return part == TextPositions::Part::headline ? in_headline_ : in_body_;
  }
  /// The words of a part, in order.
  const std::vector<TextPositions::Word>& words(TextPositions::Part part) const {
    return text_.words(part);
  }

 private:
  std::vector<Match> matches_in(TextPositions::Part part,
                                const std::vector<MatchedWord>& words) const;

  const Query query_;
  const Article* article_ = nullptr;
  TextPositions text_;
  std::vector<Match> in_headline_, in_body_;
};

}  // namespace dateline::searching
