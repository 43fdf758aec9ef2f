// SPDX-License-Identifier: GPL-2.0-or-later
#include "searcher.h"

#include <fmt/format.h>
#include <xapian.h>

#include <chrono>
#include <utility>

#include "archive/reader_lease.h"
#include "error.h"
#include "incompleteness.h"
#include "pipeline.h"
#include "saved_queries.h"
#include "snippet.h"
#include "strict_mode.h"

namespace dateline::searching {
namespace {

/// The hit of a document: its article, with the matches marked.
Hit fetch(const RankedDocument& document, const Snapshot& snapshot, Highlighter& highlighter,
          const SearchRequest::Page& page) {
  Hit hit;
  hit.score = document.score;
  if (page.ids_only) {
    hit.id = snapshot.catalog().id(document.number);
    return hit;
  }
  const std::optional<StoredArticle> stored = snapshot.catalog().article(document.number);
  if (!stored)
    throw Error(fmt::format("article {} is in the index but not in the catalog", document.number),
                "run: dateline-indexer verify");
  const Article& a = stored->article;
  hit.id = a.id;
  hit.title = a.title;
  hit.source = a.source;
  hit.section = a.section;
  hit.author = a.author;
  hit.language = a.language;
  hit.url = a.url;
  hit.published = a.published;
  hit.words = stored->words;
  hit.from = {stored->input_name, stored->line, stored->run};
  highlighter.set(a);
  hit.title_marked = highlighter.headline();
  if (page.snippets) hit.snippet = highlighter.passage();
  return hit;
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

}  // namespace

Searcher::Searcher(std::filesystem::path folder) : folder_(std::move(folder)) { open(); }

void Searcher::open() {
  constexpr int kTries = 10;
  for (int i = 1;; ++i) {
    try {
      auto now = std::make_unique<Snapshot>(folder_);
      std::string revision = now->revision();
      if (revision == revision_) now->take_columns(std::move(*snapshot_));
      snapshot_ = std::move(now);
      revision_ = std::move(revision);
      return;
    } catch (const Xapian::DatabaseModifiedError&) {
      if (i == kTries) throw;
    }
  }
}

/// Runs `work` again after a commit, because it may have read data of two states.
template <class Work>
auto Searcher::on_snapshot(Work&& work) {
  try {
    auto result = work(*snapshot_);
    snapshot_->index().check_unchanged();
    return result;
  } catch (...) {
    snapshot_->index().check_unchanged();
    throw;
  }
}

template <class Work>
auto Searcher::on_one_state(Work&& work) {
  constexpr int kTries = 10, kOvertaken = 2;
  std::optional<ReaderLease> lease;
  for (int i = 1;; ++i) {
    try {
      return on_snapshot(work);
    } catch (const Xapian::DatabaseModifiedError&) {
      // Two commits have come since the archive was opened: begin again on its present state.
      if (i == kOvertaken) lease.emplace(folder_);
      if (i == kTries)
        throw Error("the index changes faster than it can be searched",
                    "search again when the indexer has finished");
      open();
    }
  }
}

void Searcher::refresh() {
  const bool first = !watched_;
  if (first) watched_.emplace(folder_, Catalog::Mode::read);
  const std::int64_t version = watched_->data_version();
  if (!first && version == seen_) return;
  open();
  seen_ = version;  // from before open(): a later change is seen by the next refresh
}

std::optional<Incompleteness> Searcher::incomplete(Timestamp now) const {
  return incompleteness(folder_, snapshot_->catalog(), now);
}

std::optional<ArticleView> Searcher::article(const std::string& id, const ParsedQuery& parsed,
                                             Timestamp now) {
  return on_one_state([&](Snapshot& snapshot) {
    Query query = parsed.query;
    std::vector<Note> notes;
    expand_saved(query, snapshot.catalog(), now, notes);
    return view_article(id, query, snapshot);
  });
}

Completions Searcher::complete(std::string_view prefix, std::size_t count, double timeout,
                               const std::atomic<bool>* cancelled) {
  const auto start = std::chrono::steady_clock::now();
  Completions completions = on_one_state([&](Snapshot& snapshot) {
    Deadline deadline(timeout, cancelled);
    return autocomplete(prefix, count, snapshot, deadline);
  });
  completions.took_ms = milliseconds_since(start);
  return completions;
}

Results Searcher::search(const SearchRequest& request, const ParsedQuery& parsed,
                         const std::function<void(const Results&)>& begin,
                         const std::function<void(const Hit&)>& hit) {
  const auto start = std::chrono::steady_clock::now();
  FoundPage found =
      on_one_state([&](Snapshot& snapshot) { return find_page(request, parsed, snapshot); });
  Results& results = found.results;
  if (request.advice.strict) refuse_notes(results);
  results.incomplete = incomplete(request.now);
  if (results.incomplete) results.notes.push_back(note_of(*results.incomplete));
  // Of an archive in which nothing can be found yet, no word is misspelled.
  if (results.incomplete && snapshot_->document_count() == 0) {
    results.diagnosis.reset();
    results.did_you_mean.reset();
  }
  results.took_ms = milliseconds_since(start);
  begin(results);
  // From here on only the catalog is read, which the snapshot has pinned.
  Highlighter highlighter(found.query, std::move(found.forms));
  std::uint64_t rank = request.page.offset;
  for (const auto& [document, copies] : found.entries) {
    Hit fetched = fetch(document, *snapshot_, highlighter, request.page);
    fetched.rank = ++rank;
    fetched.copies = copies;
    hit(fetched);
  }
  return std::move(results);
}

Results Searcher::search(const SearchRequest& request,
                         const std::function<void(const Results&)>& begin,
                         const std::function<void(const Hit&)>& hit) {
  return search(request, parse_query(request), begin, hit);
}

FoundPage Searcher::find(const SearchRequest& request) {
  const ParsedQuery parsed = parse_query(request);
  return on_one_state([&](Snapshot& snapshot) { return find_page(request, parsed, snapshot); });
}

Results Searcher::search(const SearchRequest& request) {
  std::vector<Hit> hits;
  Results results = search(
      request, [](const Results&) {}, [&](const Hit& hit) { hits.push_back(hit); });
  results.hits = std::move(hits);
  return results;
}

}  // namespace dateline::searching
