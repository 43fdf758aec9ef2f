// SPDX-License-Identifier: GPL-2.0-or-later
// Searcher: a search from request to results: parse, match, rank, count, fetch. Holds an archive
// open; when a writer changes the index under it, it reopens and runs the search again from the
// start, so that no answer mixes two states. One object belongs to one thread.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "advice/autocomplete.h"
#include "article_view.h"
#include "dates/dates.h"
#include "facets.h"
#include "ranking/freshness.h"
#include "results/results.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

class Searcher {
 public:
  explicit Searcher(std::filesystem::path folder);

  /// Calls `begin` once with everything but the hits, then `hit` for each, in order. Hits are
  /// fetched one at a time, so that an export of any size takes little memory. Returns the results
  /// as given to `begin`. Throws Error.
  Results search(const SearchRequest& request, const std::function<void(const Results&)>& begin,
                 const std::function<void(const Hit&)>& hit);
  /// The same with the hits in the results.
  Results search(const SearchRequest& request);

  /// See complete.h; gives up with an Error after `timeout` seconds (0 = any).
  Completions complete(std::string_view prefix, std::size_t count, double timeout,
                       const std::atomic<bool>* cancelled = nullptr);

  /// The article with that id and what the request's query matches in it; nothing where there is
  /// none.
  std::optional<ArticleView> article(const std::string& id, const SearchRequest& request);

  /// Goes over to the state the archive is in now; cheap while that is the same. Without it, a
  /// searcher stays with the state it was opened on until a writer has overtaken it twice.
  void refresh();
  /// Of the state it is on: see Snapshot.
  const std::string& revision() const { return revision_; }

 private:
  void open();  // the archive as it is now
  /// What `work` returns on one state of the archive; runs it again where a writer comes between.
  template <class Work>
  auto on_one_state(Work&& work);
  template <class Work>
  auto on_snapshot(Work&& work);

  std::filesystem::path folder_;
  std::unique_ptr<Snapshot> snapshot_;
  std::string revision_;
  std::optional<Catalog> watched_;  // not pinned: tells whether anything has changed
  std::int64_t seen_ = 0;           // its data_version
};

}  // namespace dateline::searching
