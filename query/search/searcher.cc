// SPDX-License-Identifier: GPL-2.0-or-later
#include "searcher.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

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
  auto now = std::make_unique<Snapshot>(folder_);
  std::string revision = now->revision();
  if (revision == revision_) now->take_columns(std::move(*snapshot_));
  snapshot_ = std::move(now);
  revision_ = std::move(revision);
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
  Query query = parsed.query;
  std::vector<Note> notes;
  expand_saved(query, snapshot_->catalog(), now, notes);
  return view_article(id, query, *snapshot_);
}

Completions Searcher::complete(std::string_view prefix, std::size_t count, double timeout,
                               const std::atomic<bool>* cancelled) {
  const auto start = std::chrono::steady_clock::now();
  Deadline deadline(timeout, cancelled);
  Completions completions = autocomplete(prefix, count, *snapshot_, deadline);
  completions.took_ms = milliseconds_since(start);
  return completions;
}

Results Searcher::search(const SearchRequest& request, const ParsedQuery& parsed,
                         const std::function<void(const Results&)>& begin,
                         const std::function<void(const Hit&)>& hit) {
  const auto start = std::chrono::steady_clock::now();
  FoundPage found = find_page(request, parsed, *snapshot_);
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
  return find_page(request, parsed, *snapshot_);
}

Results Searcher::search(const SearchRequest& request) {
  std::vector<Hit> hits;
  Results results = search(
      request, [](const Results&) {}, [&](const Hit& hit) { hits.push_back(hit); });
  results.hits = std::move(hits);
  return results;
}

}  // namespace dateline::searching
