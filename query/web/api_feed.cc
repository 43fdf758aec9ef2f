// SPDX-License-Identifier: GPL-2.0-or-later
// Feeds of a search: the articles that match it, the latest to arrive first, or the latest to be
// published. feed.h writes them.
#include <fmt/format.h>

#include <algorithm>

#include "feed.h"
#include "routes.h"
#include "search/snippet.h"
#include "text/charset.h"

namespace dateline::searching {
namespace {

/// The last of the documents to arrive, the latest first.
std::vector<std::uint32_t> latest_arrivals(const DocSet& documents) {
  std::vector<std::uint32_t> all;
  documents.for_each([&](std::uint32_t document) { all.push_back(document); });
  std::ranges::reverse(all);  // rows ascend as articles arrive
  if (all.size() > kFeedEntries) all.resize(kFeedEntries);
  return all;
}

void add_arrivals(const SearchRequest& request, Searcher& searcher, Feed& feed) {
  SearchRequest counted = request;
  counted.page.counts_only = true;
  const FoundPage found = searcher.find(counted);
  Highlighter highlighter(found.query, found.forms);
  for (const std::uint32_t document : latest_arrivals(found.documents))
    if (std::optional<StoredArticle> stored = searcher.snapshot().archives().article(document)) {
      highlighter.set(stored->article);
      feed.entries.push_back(feed_entry(std::move(*stored), highlighter.passage()));
    }
}

void add_publications(SearchRequest request, Searcher& searcher, Feed& feed) {
  request.order.sort = Sort::newest;
  request.page.limit = kFeedEntries;
  for (Hit& hit : searcher.search(request).hits) {
    const Timestamp updated = hit.published.value_or(hit.added);
    const std::string id = urn_of("article\n" + hit.id);
    feed.entries.push_back({std::move(hit), updated, id});
  }
}

Feed feed_of(const ParsedRequest& parsed, Searcher& searcher) {
  SearchRequest request = parsed.search;
  request.advice.suggest = false;
  Feed feed;
  feed.title = "Dateline";
  if (!request.query.text.empty()) feed.title += ": " + to_utf8(request.query.text);
  feed.base = parsed.request->base;
  feed.self = feed.base + parsed.request->target;
  std::string search;
  for (const auto& [name, value] : parsed.given) search += fmt::format("{}={}\n", name, value);
  feed.id = urn_of("feed\n" + search);
  if (parsed.value("order") == "published")
    add_publications(std::move(request), searcher, feed);
  else
    add_arrivals(request, searcher, feed);
  for (const FeedEntry& entry : feed.entries) feed.updated = std::max(feed.updated, entry.updated);
  return feed;
}

}  // namespace

HttpAnswer atom_feed(const ParsedRequest& parsed, Searcher& searcher) {
  return atom_answer(feed_of(parsed, searcher));
}

HttpAnswer json_feed(const ParsedRequest& parsed, Searcher& searcher) {
  return json_answer(feed_of(parsed, searcher));
}

}  // namespace dateline::searching
