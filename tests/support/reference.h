// SPDX-License-Identifier: GPL-2.0-or-later
// Reference: the slow and obvious way to answer a query, for tests. All articles lie in memory, cut
// into words once; a query is answered by looking at the words of each article. No index, no
// postings: what it finds and marks follows from the definitions in query.h and positional.h alone.
// It does not rank, and knows no stories.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "article.h"
#include "language/query.h"
#include "reference_words.h"
#include "results/results.h"
#include "search/searcher.h"

namespace dateline {

using namespace searching;

class Reference {
 public:
  struct Known {
    Article article;  // its newest version, language found
    Timestamp first_seen = 0;
    ReferenceText text;
    std::int64_t words = 0;
    bool title_changed = false, body_changed = false, date_changed = false;
  };
  /// Byte ranges to mark, ascending, those that overlap or touch joined.
  struct Marks {
    std::vector<MarkedText::Mark> title, body;
  };
  using Set = std::vector<bool>;  // by place in articles()

  /// What the indexer does with an article at the time `now`. A known id is a new version.
  void add(Article article, Timestamp now);
  /// The same with all articles of some files.
  void add_files(const std::vector<std::string>& paths, Timestamp now);

  const std::vector<Known>& articles() const { return articles_; }

  Set match(const Query& query);
  /// Those of `query` that also pass the filters of `request`.
  Set search(const Query& query, const SearchRequest& request);

  /// What to mark of an article that `query` matches.
  Marks marks(const Query& query, std::size_t article);

  static std::uint64_t count(const Set& set);
  /// Ids by date, those without one last; equal dates by id.
  std::vector<std::string> in_order(const Set& set, Sort order) const;
  /// Every value, most frequent first, then by value.
  Facet facet(const std::string& field, const Set& set) const;
  Timeline timeline(Period period, const Set& set) const;

 private:
  Set find(const Query& query);
  Set find_text(const Query& query);
  void count_words();

  ReferenceWords words_;
  std::vector<Known> articles_;
  std::map<std::string, double, std::less<>> counts_;  // of articles, by word; made when asked for
  std::deque<std::pair<Query, Set>> asked_;  // words, phrases and positional operators of late
  std::unordered_map<std::string, std::size_t> by_id_;
  std::map<std::pair<std::string, std::string>, std::string> spellings_;  // field, folded → first
};

}  // namespace dateline
