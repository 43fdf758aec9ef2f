// SPDX-License-Identifier: GPL-2.0-or-later
#include "new_hits.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "catalog/version_store.h"
#include "error.h"
#include "new_articles.h"
#include "snapshot/near_duplicates.h"
#include "version.h"

namespace dateline::alerts {
namespace {

using namespace dateline::searching;

/// A query and the row from which on it is asked: one search for all alerts that share both.
struct SharedSearch {
  std::string text;
  Row from = 0;
  DocSet found;
  std::string problem;
};
using SearchKey = std::pair<Row, std::string>;

/// Runs the searches from `next` on, until all are taken.
void run_searches(std::vector<SharedSearch>& searches, std::atomic<std::size_t>& next,
                  NewArticles& articles) {
  for (std::size_t i; (i = next.fetch_add(1)) < searches.size();) {
    SharedSearch& search = searches[i];
    try {
      search.found = articles.match(search.text, articles.after(search.from));
    } catch (const Error& e) {
      search.problem = e.what();
    }
  }
}

void run_searches(const std::filesystem::path& folder, Timestamp now, unsigned threads,
                  std::vector<SharedSearch>& searches, NewArticles& articles) {
  constexpr std::size_t kEnough = 200;  // searches that pay for opening the archive again
  const std::size_t others =
      std::min<std::size_t>(threads == 0 ? 0 : threads - 1, searches.size() / kEnough);
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> pool;
  for (std::size_t i = 0; i < others; ++i)
    pool.emplace_back([&] {
      try {
        NewArticles own(folder, now, articles.last());
        run_searches(searches, next, own);
      } catch (const std::exception&) {
        // The archive has changed or cannot be opened again: the first thread does it all.
      }
    });
  run_searches(searches, next, articles);
  for (std::thread& thread : pool) thread.join();
}

/// Which of the articles that match an alert tell something new.
class Novelty {
 public:
  Novelty(const std::filesystem::path& folder, Timestamp now, NewArticles& articles,
          const AlertStore& store)
      : folder_(folder), now_(now), articles_(articles), store_(store) {}

  std::vector<AlertHit> hits(const AlertSearch& search, const DocSet& found) {
    std::vector<AlertHit> hits;
    stories_.clear();
    found.for_each([&](Row row) {
      const std::string id = articles_.id(row);
      if (!is_new(search, row, id)) return;
      AlertHit hit;
      hit.alert = search.alert.name;
      hit.row = row;
      hit.article = id;
      hit.text = search.text;
      hit.engine = kVersion;
      hit.found = now_;
      hits.push_back(std::move(hit));
    });
    return hits;
  }

 private:
  bool is_new(const AlertSearch& search, Row row, const std::string& id) {
    if (search.alert.every_version) return true;
    if (store_.has_told(search.alert.name, id)) return false;
    if (matched_before(search, id)) return false;
    return !search.alert.per_story || is_new_story(search, row);
  }

  /// Whether the version that was there when the alert looked last matched as well.
  bool matched_before(const AlertSearch& search, const std::string& id) {
    const Row from = search.alert.last_row;
    Row before = 0;
    for (const VersionRecord& version : articles_.versions(id))
      if (version.row <= from) before = version.status == Status::usable ? version.row : 0;
    return before != 0 && past(from).matches(search.text, before);
  }

  bool is_new_story(const AlertSearch& search, Row row) {
    const NearDuplicates& stories = articles_.stories();
    if (!stories_.insert(stories.story(row)).second) return false;
    if (stories.copies(row) == 1) return true;
    DocSet older = stories.same_story(row);
    bool told = false;
    DocSet before = articles_.none();
    older.for_each([&](Row other) {
      if (other <= search.alert.last_row) before.insert(other);
      told = told || (other != row && store_.has_told(search.alert.name, articles_.id(other)));
    });
    return !told && (before.empty() || articles_.match(search.text, before).empty());
  }

  NewArticles& past(Row from) {
    auto found = past_.find(from);
    if (found == past_.end())
      found = past_.emplace(from, std::make_unique<NewArticles>(folder_, now_, std::nullopt, from))
                  .first;
    return *found->second;
  }

  const std::filesystem::path& folder_;
  const Timestamp now_;
  NewArticles& articles_;
  const AlertStore& store_;
  std::map<Row, std::unique_ptr<NewArticles>> past_;
  std::set<Row> stories_;  // of the alert at work
};

std::map<std::string, std::string> texts_of(const QueryStore& queries) {
  std::map<std::string, std::string> texts;
  for (SavedQuery& query : queries.queries()) texts.emplace(query.name, std::move(query.text));
  return texts;
}

std::vector<AlertSearch> alerts_to_search(const SavedStores& saved, const std::string& only) {
  std::vector<AlertSearch> searches;
  std::map<std::string, std::string> texts;
  for (Alert& alert : saved.alerts().all()) {
    if (alert.off || (!only.empty() && alert.name != only)) continue;
    if (texts.empty()) texts = texts_of(saved.queries());
    const auto text = texts.find(alert.name);
    if (text != texts.end()) searches.push_back({std::move(alert), text->second, {}, {}});
  }
  return searches;
}

}  // namespace

NewHits find_new_hits(const std::filesystem::path& folder, Timestamp now, unsigned threads,
                      const std::string& only) {
  NewHits result;
  const SavedStores saved(folder);
  result.searches = alerts_to_search(saved, only);
  if (result.searches.empty()) return result;
  NewArticles articles(folder, now);
  result.last = articles.last();
  Row first = result.last;
  std::map<SearchKey, std::size_t> places;
  std::vector<SharedSearch> shared;
  for (const AlertSearch& search : result.searches) {
    const Row from = search.alert.last_row;
    first = std::min(first, from);
    if (from < result.last && places.try_emplace({from, search.text}, shared.size()).second)
      shared.push_back({search.text, from, DocSet(), {}});
  }
  result.articles = articles.after(first).count();
  run_searches(folder, now, threads, shared, articles);
  Novelty novelty(folder, now, articles, saved.alerts());
  for (AlertSearch& search : result.searches) {
    const auto place = places.find({search.alert.last_row, search.text});
    if (place == places.end()) continue;
    search.problem = shared[place->second].problem;
    if (search.problem.empty()) search.hits = novelty.hits(search, shared[place->second].found);
  }
  return result;
}

std::uint64_t queue_hits(SavedStores& saved, const NewHits& found, Timestamp now) {
  std::uint64_t queued = 0;
  AlertStore& store = saved.alerts();
  if (found.searches.empty()) return queued;
  store.begin();
  const std::map<std::string, std::string> texts = texts_of(saved.queries());
  for (const AlertSearch& search : found.searches) {
    const Row from = search.alert.last_row;
    const std::optional<Alert> present = store.find(search.alert.name);
    const auto text = texts.find(search.alert.name);
    if (!present || present->last_row != from || present->off || text == texts.end() ||
        text->second != search.text)
      continue;
    for (const AlertHit& hit : search.hits) queued += store.add_hit(hit) ? 1 : 0;
    const bool seen = search.problem.empty();
    store.note_search(present->name, seen ? std::max(from, found.last) : from, now, search.problem);
  }
  store.commit();
  return queued;
}

}  // namespace dateline::alerts
