// SPDX-License-Identifier: GPL-2.0-or-later
// The feed of an alert: what it has found, the latest first, at an address that only those know who
// were given it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "error.h"
#include "feed.h"
#include "problem.h"
#include "routes.h"
#include "saved/saved_stores.h"
#include "search/saved_queries.h"
#include "search/snippet.h"
#include "text/url.h"

namespace dateline::searching {
namespace {

constexpr Timestamp kKept = 30 * 86'400;  // seconds that a hit is in the feed

/// Takes the same time whatever is wrong.
bool same_secret(std::string_view given, std::string_view secret) {
  unsigned char different = given.size() == secret.size() && !secret.empty() ? 0 : 1;
  for (std::size_t i = 0; i < secret.size(); ++i)
    different |= static_cast<unsigned char>(secret[i] ^ (i < given.size() ? given[i] : '\0'));
  return different == 0;
}

/// Marks the matches of a query in articles.
class Marker {
 public:
  Marker(const std::string& text, Timestamp now, Searcher& searcher) {
    SearchRequest request;
    request.query.text = text;
    request.now = now;
    query_ = parse_query(request).query;
    std::vector<Note> notes;
    expand_saved(query_, searcher.snapshot().catalog(), now, notes);
    highlighter_ = std::make_unique<Highlighter>(
        query_, english_forms_of(query_, searcher.snapshot().word_frequency()));
  }
  MarkedText passage(const Article& article) {
    highlighter_->set(article);
    return highlighter_->passage();
  }

 private:
  Query query_;
  std::unique_ptr<Highlighter> highlighter_;
};

/// Those of the hits whose articles can be shown.
void add_entries(const std::vector<AlertHit>& hits, const Alert& alert, Timestamp now,
                 Searcher& searcher, Feed& feed) {
  const Catalog& catalog = searcher.snapshot().catalog();
  std::map<std::string, std::unique_ptr<Marker>> markers;  // by query
  for (const AlertHit& hit : hits) {
    const std::optional<KnownArticle> known = catalog.find(hit.article);
    if (!known || known->status != Status::usable) continue;
    std::optional<StoredArticle> stored =
        catalog.article(alert.every_version ? hit.row : known->row);
    if (!stored) continue;
    std::unique_ptr<Marker>& marker = markers[hit.text];
    if (!marker) marker = std::make_unique<Marker>(hit.text, now, searcher);
    MarkedText snippet = marker->passage(stored->article);
    FeedEntry entry = feed_entry(std::move(*stored), std::move(snippet));
    if (alert.every_version) entry.id = urn_of(fmt::format("{}\n{}", entry.id, hit.row));
    feed.updated = std::max(feed.updated, entry.updated);
    feed.entries.push_back(std::move(entry));
  }
}

}  // namespace

HttpAnswer alert_feed(const ParsedRequest& parsed, Searcher& searcher) {
  const HttpAnswer none =
      problem(404, "There is no such feed", "No alert has a feed at this address.",
              "dateline-indexer alert NAME names the address");
  const bool atom = parsed.id.ends_with(".atom");
  if (!atom && !parsed.id.ends_with(".json")) return none;
  const std::string name = parsed.id.substr(0, parsed.id.size() - 5);
  const SavedStores saved(searcher.snapshot().archives().all().front().folder);
  const std::optional<Alert> alert = saved.alerts().find(name);
  const std::string key = parsed.value("key").value_or("");
  if (!alert || !alert->feed || !same_secret(key, alert->secret)) return none;
  const std::int64_t before = std::stoll("0" + parsed.value("before").value_or("0"));
  const Timestamp now = parsed.search.now;
  const std::vector<AlertHit> hits =
      saved.alerts().newest_hits(name, before, now - kKept, kFeedEntries + 1);
  Feed feed;
  feed.title = "Dateline: " + name;
  feed.base = parsed.request->base;
  const std::string address = fmt::format("{}/api/alerts/{}?key={}", feed.base,
                                          percent_encoded(parsed.id), percent_encoded(key));
  feed.self = before == 0 ? address : fmt::format("{}&before={}", address, before);
  feed.id = urn_of("alert\n" + alert->secret);
  feed.updated = alert->made;
  const bool more = hits.size() > kFeedEntries;
  const std::vector<AlertHit> page(hits.begin(), more ? hits.end() - 1 : hits.end());
  add_entries(page, *alert, now, searcher, feed);
  if (more) feed.next = fmt::format("{}&before={}", address, page.back().number);
  return atom ? atom_answer(feed) : json_answer(feed);
}

}  // namespace dateline::searching
