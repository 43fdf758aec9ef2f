// SPDX-License-Identifier: GPL-2.0-or-later
// Searcher: an archive that is open for searching. Runs the pipeline on one state of it and fetches
// the hits. A writer never changes what is open, so no answer mixes two states. One object belongs
// to one thread.
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
#include "archive/unfinished_run.h"
#include "article_view.h"
#include "dates/dates.h"
#include "pipeline.h"
#include "results/article_versions.h"
#include "results/results.h"
#include "snapshot/snapshot.h"
#include "versions_of_article.h"

namespace dateline::searching {

class Searcher {
 public:
  /// `as_of`: SearchRequest::as_of, of which relative dates count from `now`. Throws Error.
  explicit Searcher(std::filesystem::path folder, std::string_view as_of = {}, Timestamp now = 0);
  /// Several archives as one: see ArchiveSet.
  explicit Searcher(std::vector<std::filesystem::path> folders, std::string_view as_of = {},
                    Timestamp now = 0);

  /// A searcher of the same archives as they were then.
  Searcher past(std::string_view as_of, Timestamp now) const {
    Searcher then(folders_, as_of, now);
    then.use(threads_);
    return then;
  }

  /// How many threads a search may use; at first one. What it finds is the same.
  void use(const SearchThreads& threads) {
    threads_ = threads;
    snapshot_->use(threads);
  }

  /// Calls `begin` once with everything but the hits, then `hit` for each, in order. Hits are
  /// fetched one at a time, so that an export of any size takes little memory. Returns the results
  /// that `begin` got. `parsed` is parse_query(request). Throws Error.
  Results search(const SearchRequest& request, const ParsedQuery& parsed,
                 const std::function<void(const Results&)>& begin,
                 const std::function<void(const Hit&)>& hit);
  /// Parses the query itself.
  Results search(const SearchRequest& request, const std::function<void(const Results&)>& begin,
                 const std::function<void(const Hit&)>& hit);
  /// Parses the query itself, and returns the hits in the results.
  Results search(const SearchRequest& request);

  /// What a search finds, without its articles. Parses the query itself.
  FoundPage find(const SearchRequest& request);

  /// See autocomplete.h. Throws TookTooLong after `timeout` seconds (0 = any).
  Completions complete(std::string_view prefix, std::size_t count, double timeout,
                       const std::atomic<bool>* cancelled = nullptr);

  /// The article with that id and the places where `parsed` matches in it; nothing where there is
  /// no such article. The relative dates of saved queries count from `now`.
  std::optional<ArticleView> article(const std::string& id, const ParsedQuery& parsed = {},
                                     Timestamp now = 0);

  /// The article with that id as a hit with all fields, without marks; nothing where there is none.
  std::optional<Hit> show(const std::string& id, bool withheld = false);
  /// See versions_of_article.h.
  std::optional<ArticleVersions> versions(const std::string& id, bool show_withheld = false) const;
  std::optional<ArticleDiff> difference(const VersionsWanted& wanted, bool show_withheld) const;

  /// Opens the present state of the archive. Cheap where that has not changed. Without it, a
  /// searcher stays on the state it has opened.
  void refresh();
  /// Names the state that is open: see Snapshot::revision.
  const std::string& revision() const { return revision_; }
  /// The state that is searched, for what counts on it.
  Snapshot& snapshot() { return *snapshot_; }
  /// The archive and its state.
  ArchiveState archive() const;
  /// Whether the archive lacks something of what it was given (incompleteness.h), as it was when
  /// this state was opened or refreshed: the same for all parts of an answer.
  std::optional<Incompleteness> incomplete(Timestamp now) const;

 private:
  void open();

  void look_for_unfinished();

  std::vector<std::filesystem::path> folders_;
  std::optional<Moment> moment_;
  SearchThreads threads_;
  std::unique_ptr<Snapshot> snapshot_;
  std::string revision_;
  std::vector<std::optional<UnfinishedRun>> unfinished_;  // by archive
  std::vector<Catalog> watched_;    // not pinned, so that their data_version changes
  std::vector<std::int64_t> seen_;  // the data_versions of the last refresh
};

}  // namespace dateline::searching
