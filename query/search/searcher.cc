// SPDX-License-Identifier: GPL-2.0-or-later
#include "searcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "catalog/catalog_statistics.h"
#include "catalog/version_store.h"
#include "concordance.h"
#include "error.h"
#include "incompleteness.h"
#include "pipeline.h"
#include "saved_queries.h"
#include "snippet.h"
#include "strict_mode.h"
#include "text/counted.h"
#include "version.h"

namespace dateline::searching {
namespace {

const Query kEverything;

StoredArticle stored_article(std::uint32_t number, const Snapshot& snapshot) {
  std::optional<StoredArticle> stored = snapshot.archives().article(number);
  if (!stored)
    throw Error(fmt::format("article {} is in the index but not in the catalog", number),
                "run: dateline-indexer verify");
  return std::move(*stored);
}

/// Of the past, hides what the source has withheld since.
void guard_past(Article& article, std::uint32_t document, const Snapshot& snapshot) {
  if (!snapshot.moment()) return;
  if (const std::optional<Timestamp> since = withheld_since(
          snapshot.archives().own_id(document), snapshot.archives().of(document).catalog))
    guard_withheld(article, *since);
}

/// The hit of a document: its article, with the matches marked.
Hit fetch(std::uint32_t number, Snapshot& snapshot, Highlighter& highlighter,
          const SearchRequest::Page& page) {
  Hit hit;
  if (page.ids_only) {
    hit.id = snapshot.archives().id(number);
    return hit;
  }
  StoredArticle stored = stored_article(number, snapshot);
  if (!page.withheld) guard_past(stored.article, number, snapshot);
  MarkedText title, snippet;
  std::vector<Concordance> concordance;
  if (page.snippets || page.marks || page.window > 0) {
    highlighter.set(stored.article);
    title = highlighter.headline();
    if (page.snippets) snippet = highlighter.passage();
    if (page.window > 0) concordance = concordance_of(highlighter, stored.article, page.window);
  }
  hit = hit_of(std::move(stored));
  hit.document = number;
  hit.title_marked = std::move(title);
  hit.snippet = std::move(snippet);
  hit.concordance = std::move(concordance);
  if (page.story) {
    const NearDuplicates& stories = snapshot.near_duplicates();
    const std::uint32_t story = stories.story(number);
    hit.story = story == number ? hit.id : snapshot.archives().id(story);
    hit.copies = stories.copies(number);
  }
  return hit;
}

/// Says what a search of the past cannot find.
void add_notes_of_past(const Snapshot& snapshot, std::vector<Note>& notes) {
  std::uint64_t gone = 0;
  bool any = false;
  for (const OpenArchive& archive : snapshot.archives().all()) {
    const VersionStore& versions = archive.catalog.versions();
    const Row last = versions.last_row(*snapshot.moment());
    any = any || last != 0;
    gone += versions.gone(last);
  }
  if (!any)
    notes.push_back({{}, "nothing-yet", "Nothing had been added to the archive by then.", {}});
  if (gone > 0)
    notes.push_back({{},
                     "gone-since",
                     fmt::format("{} of those added by then {} in the archive no more: removed, or "
                                 "forgotten by optimize. They cannot be found.",
                                 counted(gone, "version"), gone == 1 ? "is" : "are"),
                     {}});
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

}  // namespace

Searcher::Searcher(std::filesystem::path folder, std::string_view as_of, Timestamp now)
    : Searcher(std::vector<std::filesystem::path>{std::move(folder)}, as_of, now) {}

Searcher::Searcher(std::vector<std::filesystem::path> folders, std::string_view as_of,
                   Timestamp now)
    : folders_(std::move(folders)) {
  if (!as_of.empty())
    moment_ =
        read_moment(as_of, now, Catalog(folders_.front(), Catalog::Mode::read).versions().zone());
  if (moment_ && moment_->row && folders_.size() > 1)
    throw Error("a row names the state of one archive",
                "with several archives --as-of takes a day or a time");
  open();
}

void Searcher::open() {
  auto now = std::make_unique<Snapshot>(folders_, moment_);
  std::string revision = now->revision();
  if (revision == revision_) now->take_columns(std::move(*snapshot_));
  snapshot_ = std::move(now);
  snapshot_->use(threads_);
  revision_ = std::move(revision);
  look_for_unfinished();
}

void Searcher::look_for_unfinished() {
  unfinished_.clear();
  for (const OpenArchive& archive : snapshot_->archives().all())
    unfinished_.push_back(unfinished_run(archive.folder, archive.catalog));
}

void Searcher::refresh() {
  const bool first = watched_.empty();
  if (first)
    for (const std::filesystem::path& folder : folders_)
      watched_.emplace_back(folder, Catalog::Mode::read);
  std::vector<std::int64_t> versions;
  for (const Catalog& catalog : watched_) versions.push_back(catalog.data_version());
  if (!first && versions == seen_) {
    look_for_unfinished();  // a run begins before its first change
    return;
  }
  open();
  seen_ = std::move(versions);  // from before open(): a later change is seen by the next refresh
}

std::optional<Incompleteness> Searcher::incomplete(Timestamp now) const {
  for (std::size_t i = 0; i < unfinished_.size(); ++i) {
    std::optional<Incompleteness> incomplete = incompleteness(unfinished_[i], now);
    if (!incomplete) continue;
    const ArchiveSet& archives = snapshot_->archives();
    if (archives.several())
      incomplete->message = archives.all()[i].name + ": " + incomplete->message;
    return incomplete;
  }
  return std::nullopt;
}

std::optional<ArticleView> Searcher::article(const std::string& id, const ParsedQuery& parsed,
                                             Timestamp now) {
  Query query = parsed.query;
  std::vector<Note> notes;
  expand_saved(query, snapshot_->catalog(), now, notes);
  std::optional<ArticleView> view = view_article(id, query, *snapshot_);
  if (!view || !moment_) return view;
  const std::string title = view->stored.article.title;
  guard_past(view->stored.article, view->stored.row, *snapshot_);
  if (view->stored.article.title != title) view->in_title = view->in_body = {};
  return view;
}

std::optional<ArticleVersions> Searcher::versions(const std::string& id, bool show_withheld) const {
  std::optional<ArticleVersions> versions = versions_of(id, show_withheld, *snapshot_);
  if (versions) versions->archive = archive();
  return versions;
}

std::optional<ArticleDiff> Searcher::difference(const VersionsWanted& wanted,
                                                bool show_withheld) const {
  std::optional<ArticleDiff> difference = difference_of(wanted, show_withheld, *snapshot_);
  if (difference) difference->archive = archive();
  return difference;
}

ArchiveState Searcher::archive() const {
  ArchiveState state;
  state.revision = revision_;
  state.articles = snapshot_->document_count();
  state.last_row = snapshot_->last_row();
  state.program = kVersion;
  state.analysis = schema::kAnalysisVersion;
  std::size_t begin = 0;
  for (const OpenArchive& archive : snapshot_->archives().all()) {
    const std::string uuid = archive.catalog.statistics().uuid();
    state.uuid += (state.uuid.empty() ? "" : "+") + uuid;
    const std::size_t end = std::min(revision_.find('+', begin), revision_.size());
    if (snapshot_->archives().several())
      state.parts.push_back({archive.name, uuid, revision_.substr(begin, end - begin),
                             archive.articles, archive.last - archive.base});
    begin = end + 1;
  }
  return state;
}

std::optional<Hit> Searcher::show(const std::string& id, bool withheld) {
  std::optional<ArticleView> view = view_article(id, {}, *snapshot_);
  if (!view) return std::nullopt;
  Highlighter none(kEverything, {});
  SearchRequest::Page page;
  page.snippets = page.marks = false;
  page.story = true;
  page.withheld = withheld;
  Hit hit = fetch(view->stored.row, *snapshot_, none, page);
  hit.rank = 1;
  return hit;
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
  results.archive = archive();
  if (results.incomplete) results.notes.push_back(note_of(*results.incomplete));
  if (moment_) add_notes_of_past(*snapshot_, results.notes);
  // Of an archive in which nothing can be found yet, no word is misspelled.
  if (results.incomplete && snapshot_->document_count() == 0) {
    results.diagnosis.reset();
    results.did_you_mean.reset();
  }
  results.took_ms = milliseconds_since(start);
  begin(results);
  // From here on only the catalog is read, which the snapshot has pinned, and columns.
  Highlighter highlighter(found.query, std::move(found.forms));
  std::uint64_t rank = request.page.offset;
  for (const auto& [document, copies] : found.entries) {
    Hit fetched = fetch(document.number, *snapshot_, highlighter, request.page);
    fetched.rank = ++rank;
    fetched.score = document.score;
    if (copies > 0) fetched.copies = copies;
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
