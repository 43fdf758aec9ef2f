// SPDX-License-Identifier: GPL-2.0-or-later
// The positional evaluator: where in one article a query's words, phrases and distances stand.
// Matcher runs it over the index's position lists, the highlighter over a text: so the highlighter
// marks what matched. Knows neither index nor text.
#pragma once

#include <cstdint>
#include <vector>

#include "language/query.h"
#include "schema.h"

namespace dateline::searching {

/// A stretch of an article: the positions of its first and its last word, as the index counts them
/// (schema::kBodyPosition), those of the byline from kBylinePosition on.
struct Span {
  std::uint32_t begin = 0, end = 0;  // both inside
  auto operator<=>(const Span&) const = default;
};
inline constexpr std::uint32_t kBylinePosition = 1u << 31;

/// The borders of the field that has this position. No phrase and no distance crosses them.
constexpr std::uint32_t first_of_field(std::uint32_t position) {
  if (position < schema::kBodyPosition) return 1;
  return position < kBylinePosition ? schema::kBodyPosition : kBylinePosition;
}
constexpr std::uint32_t last_of_field(std::uint32_t position) {
  if (position < schema::kBodyPosition) return schema::kBodyPosition - 1;
  return position < kBylinePosition ? kBylinePosition - 1 : UINT32_MAX;
}
constexpr bool in_one_field(std::uint32_t position, std::uint32_t other) {
  return first_of_field(position) == first_of_field(other);
}

/// How a word of form stem is read: by its stem, or as written (case and accents aside). Positional
/// operators read words as written.
enum class Reading { stem, as_written };

/// True of phrases and positional operators: they read the words below them as written.
bool reads_as_written(Query::Kind kind);

/// The positions of words in one article. Spans ascend, without repetition.
class ArticlePositions {
 public:
  virtual ~ArticlePositions() = default;
  /// The spans of a word in its field. A word of several tokens is one span.
  virtual std::vector<Span> places(const Query& word, Reading reading) = 0;
  /// The last positions of the article's sentences, paragraphs or fields, ascending.
  virtual const std::vector<std::uint32_t>& ends(Query::Unit unit) = 0;
};

/// Where a word, phrase or positional operator (or a disjunction of them) stands in the article:
///   phrase   the slots one right after the other
///   near     from the first operand's beginning to the other's end, either order unless ordered.
///            They may not overlap; the distance is the difference of the positions of their
///            nearest ends; of each place of one operand only the next of the other on either side
///            counts
///   near in a unit, and its negation: the operands' own places in the units that have both (or
///            the first without the second). An operand's conjunctions and negations speak of the
///            unit
///   not_near the places of the first with none of the second at that distance or overlapping
///   at_least, first, disjunction: places of the operands
/// Spans ascend, without repetition.
std::vector<Span> find_spans(const Query& query, ArticlePositions& article);

/// A word of the article that the highlighter marks. `leaf` is the word or phrase of the query.
struct MatchedWord {
  Span span;
  const Query* leaf = nullptr;
};

/// The words to mark in an article that the whole `query` matches: each word and phrase that stands
/// in it. Of a positional operator, only the spans that make it match; of a negation, nothing.
/// Ascending.
std::vector<MatchedWord> find_matched_words(const Query& query, ArticlePositions& article);

}  // namespace dateline::searching
