// SPDX-License-Identifier: GPL-2.0-or-later
// Runs the engine and the slow, obvious evaluator of reference.h on the same articles and queries.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "language/query.h"
#include "reference.h"
#include "search/searcher.h"
#include "snapshot/snapshot.h"
#include "support.h"

namespace dateline {

using namespace indexing;
using namespace searching;

/// The same articles twice: in an archive on disk, and in memory.
class TwoSides {
 public:
  /// One run of the indexer over `paths`, at that time.
  void add_files(const std::vector<std::string>& paths, const std::string& time) {
    const TemporaryVariable clock("DATELINE_NOW", time);
    dateline::add_files(folder_.path(), paths);
    reference_.add_files(paths, now());
  }
  void add_articles(const std::vector<Article>& articles, const std::string& time) {
    const TemporaryVariable clock("DATELINE_NOW", time);
    make_archive(folder_.path(), articles);
    for (const Article& article : articles) reference_.add(article, now());
  }

  Reference& reference() { return reference_; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::vector<Article> articles() const {
    std::vector<Article> articles;
    for (const Reference::Known& known : reference_.articles()) articles.push_back(known.article);
    return articles;
  }

 private:
  TemporaryFolder folder_;
  Reference reference_;
};

/// Compares the answers of both sides, query by query.
class Comparison {
 public:
  explicit Comparison(TwoSides& sides);

  /// `query` is what `request.query.text` means. Articles, total and marks; with `thorough` all the
  /// rest.
  void check(const Query& query, const SearchRequest& request, bool thorough = true);

  int found_something() const { return found_something_; }
  std::size_t marked() const { return marked_; }

 private:
  void check_matches(const Query& query);
  void check_marks(const Query& query, const Hit& hit);
  void check_facets(const Results& results, const Reference::Set& expected);
  void check_timeline(const Results& results, const Reference::Set& expected);
  void check_explanation(const Query& query, const std::vector<ExplainedClause>& clauses,
                         std::size_t& next, bool written);
  void check_order(const SearchRequest& request, const Reference::Set& expected);

  Reference& reference_;
  Searcher searcher_;
  Snapshot snapshot_;
  std::map<Row, std::string> ids_;
  std::map<std::string, std::size_t> places_;  // in the reference, by id
  int checked_ = 0, found_something_ = 0;
  std::size_t marked_ = 0;
};

}  // namespace dateline
