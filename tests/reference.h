// SPDX-License-Identifier: GPL-2.0-or-later
// Reference: the slow and obvious way to answer a query, for tests. All articles lie in memory, cut
// into words once; a query is answered by looking at the words of each article. No index, no
// postings, no positions: what it finds follows from the definitions in query.h alone. It does not
// rank.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer.h"
#include "article.h"
#include "query.h"
#include "results.h"
#include "searcher.h"

namespace dateline {

class Reference {
 public:
  /// A text form as a number: equal forms have equal numbers.
  using Form = std::uint32_t;

  struct Word {
    Form folded = 0, accented = 0, stem = 0;
    Form pair = 0;  // of two ideographs with nothing between; 0 = none
    bool ideograph = false, acronym = false, all_caps = false;
  };
  struct Known {
    Article article;  // its newest version, language found
    Timestamp first_seen = 0;
    std::vector<Word> title, body, author;
    std::int64_t words = 0;
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

  static std::uint64_t count(const Set& set);
  /// Ids by date, those without one last; equal dates by id.
  std::vector<std::string> in_order(const Set& set, Sort order) const;
  /// Every value, most frequent first, then by value.
  Facet facet(const std::string& field, const Set& set) const;
  Timeline timeline(Period period, const Set& set) const;

 private:
  Form number(std::string_view form);
  std::vector<Word> cut(std::string_view text, const std::string& language);
  std::vector<Word> cut(const Query& leaf);
  bool contains(const Known& known, const Query& leaf, const std::vector<Word>& wanted);
  bool stands_in(const std::vector<Word>& text, const Query& leaf, const std::vector<Word>& wanted,
                 Form stem) const;
  bool stands_at(const Word* at, const Query& leaf, const std::vector<Word>& wanted,
                 Form stem) const;
  Form stem_of(const Word& word, const std::string& language);

  Tokenizer tokenizer_;
  Stemmer stemmer_;
  std::unordered_map<std::string, Form> numbers_;
  std::vector<const std::string*> forms_{nullptr};  // by number
  std::vector<Known> articles_;
  std::map<std::string, Set> leaves_;  // words and phrases looked for before, by canonical text
  std::unordered_map<std::string, std::size_t> by_id_;
  std::map<std::pair<std::string, std::string>, std::string> spellings_;  // field, folded → first
};

}  // namespace dateline
