// SPDX-License-Identifier: GPL-2.0-or-later
// IndexPositions: the positions of words in one article after the other, from the index's position
// lists. The positional evaluator asks it. Articles must ascend. It reads each list at most once an
// article, and only on demand. Used by Matcher.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "positional.h"
#include "snapshot/position_lists.h"
#include "term_expansion.h"

namespace dateline::searching {

/// The last position of the lead, by the ends of the article's paragraphs.
std::uint32_t lead_end(const std::vector<std::uint32_t>& paragraph_ends);

/// Positions of any of some terms, article by article.
class TermPositions {
 public:
  TermPositions(const IndexReader& index, const std::vector<std::string>& terms);

  /// False where no term is in `document`. True is certain only once `document` has been read.
  bool may_be_in(std::uint32_t document) const {
    return !heap_.empty() && heap_.front().first <= document;
  }
  /// The positions in `document`, ascending, each once; valid until the next call. Documents must
  /// ascend.
  const std::vector<std::uint32_t>& read(std::uint32_t document);
  std::size_t lists_read() const { return lists_read_; }

 private:
  std::vector<PositionLists> terms_;
  std::vector<std::pair<std::uint32_t, std::size_t>>
      heap_;                              // the document and index of each term, nearest first
  std::vector<std::uint32_t> positions_;  // in the document
  std::size_t lists_read_ = 0;
};

class IndexPositions : public ArticlePositions {
 public:
  explicit IndexPositions(const IndexReader& index);
  ~IndexPositions() override;

  using ResolvedOf = std::function<const ResolvedWord&(const Query&)>;
  /// The tree to evaluate instead of `query`; it has the same spans. Each node that is read at once
  /// (a word, a phrase, words that are alternatives) is a word whose `number` is that of its
  /// source.
  Query prepare(const Query& query, const ResolvedOf& resolved_of);

  void move_to(std::uint32_t document);
  /// Whether a word of a prepared tree stands in the article: quicker than places().
  bool has(const Query& word);
  std::vector<Span> places(const Query& word, Reading reading) override;
  const std::vector<std::uint32_t>& ends(Query::Unit unit) override;

  std::size_t lists_read() const;

 private:
  struct Source;  // the position lists of one word of the prepared tree

  Query prepare_alternatives(const Query& query, const ResolvedOf& resolved_of);
  Query prepare_pairs(const Query& phrase, const ResolvedOf& resolved_of);
  Query prepare_word(const ResolvedWord& word);
  Query source_for(const ResolvedWord& word);
  std::size_t frequency(const Query& tree) const;
  bool read_lists(Source& source);
  std::vector<Span> read(Source& source);
  void keep_inside(ResolvedWord::Where where, std::vector<Span>& spans);

  const IndexReader& index_;
  std::uint32_t document_ = 0;
  std::vector<std::unique_ptr<Source>> sources_;
  std::map<std::string, std::size_t> known_sources_;  // by key_of()
  TermPositions sentence_marks_, paragraph_marks_;
  std::map<Query::Unit, std::vector<std::uint32_t>> ends_;  // of the article
};

}  // namespace dateline::searching
