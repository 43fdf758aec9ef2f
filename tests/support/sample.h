// SPDX-License-Identifier: GPL-2.0-or-later
// The sample archive, made once for all tests of a program, and searches on it.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "random_query.h"
#include "reference.h"
#include "search/searcher.h"
#include "support.h"

namespace dateline {

using namespace indexing;
using namespace searching;

inline constexpr Timestamp kNow = 1'732'267'800;  // 2024-11-22

using Ids = std::vector<std::string>;

/// The sample archive, made once, and what is in it.
class Sample {
 public:
  Sample() {
    const std::vector<std::string> paths{(repository_root() / "corpus").string(),
                                         (repository_root() / "seeds").string()};
    add_files(folder_.path(), paths);
    reference_.add_files(paths, kNow);
    for (const Reference::Known& known : reference_.articles()) articles_.push_back(known.article);
  }
  const std::filesystem::path& folder() const { return folder_.path(); }
  const std::vector<Article>& articles() const { return articles_; }
  Reference& reference() { return reference_; }

 private:
  TemporaryFolder folder_;
  Reference reference_;
  std::vector<Article> articles_;
};

inline Sample& sample() {
  static Sample made;
  return made;
}

inline Searcher& searcher() {
  static Searcher opened(sample().folder());
  return opened;
}

inline SearchRequest request_for(std::string text, Sort sort = Sort::relevance,
                                 std::uint64_t limit = 0) {
  SearchRequest request;
  request.query.text = std::move(text);
  request.order.sort = sort;
  request.page.limit = limit;
  request.page.snippets = false;
  request.now = kNow;
  return request;
}

inline Ids ids_of(const Results& results) {
  Ids ids;
  for (const Hit& hit : results.hits) ids.push_back(hit.id);
  return ids;
}

inline std::set<std::string> found(const std::string& text) {
  const Ids ids = ids_of(searcher().search(request_for(text)));
  return {ids.begin(), ids.end()};
}

inline std::size_t total(const std::string& text) { return found(text).size(); }

}  // namespace dateline
