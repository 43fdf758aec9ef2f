// SPDX-License-Identifier: GPL-2.0-or-later
#include "feed_store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "catalog_database.h"
#include "dates/dates.h"
#include "text/url.h"

namespace dateline {
namespace {

constexpr const char* kFeedColumns =
    "url, address, etag, modified, polled, succeeded, failures, not_before, gone, status, problem";

}  // namespace

std::string explain_gap(const std::vector<FeedFailure>& failures, std::string_view source,
                        Timestamp begin, Timestamp end) {
  std::vector<std::string> clauses;
  for (const FeedFailure& failure : failures)
    if (failure.source == source && failure.begin < end && failure.end > begin)
      clauses.push_back(fmt::format("{} failed from {} to {}: {}", masked_url(failure.url),
                                    period_name(failure.begin, Period::day),
                                    period_name(failure.end, Period::day), failure.problem));
  return fmt::format("{}", fmt::join(clauses, "; "));
}

std::vector<FeedState> FeedStore::all() const {
  if (!database_.db.tableExists("feeds")) return {};  // an older catalog, read as it is
  Use query(database_.prepare(
      fmt::format("SELECT {}, coalesce(ca, ''), coalesce(proxy, ''), coalesce(allow_private, 0)"
                  " FROM feeds LEFT JOIN feed_access USING(url) ORDER BY url",
                  kFeedColumns)));
  std::vector<FeedState> result;
  while (query->executeStep()) {
    FeedState feed;
    feed.url = query->getColumn(0).getString();
    feed.address = query->getColumn(1).getString();
    feed.etag = query->getColumn(2).getString();
    feed.modified = query->getColumn(3).getString();
    feed.polled = query->getColumn(4).getInt64();
    feed.succeeded = query->getColumn(5).getInt64();
    feed.failures = query->getColumn(6).getUInt();
    feed.not_before = query->getColumn(7).getInt64();
    feed.gone = query->getColumn(8).getInt() != 0;
    feed.status = query->getColumn(9).getInt();
    feed.problem = query->getColumn(10).getString();
    feed.ca = query->getColumn(11).getString();
    feed.proxy = query->getColumn(12).getString();
    feed.allow_private = query->getColumn(13).getInt() != 0;
    result.push_back(std::move(feed));
  }
  return result;
}

void FeedStore::save(const std::vector<FeedState>& feeds) {
  database_.begin();
  for (const FeedState& feed : feeds) {
    if (feed.failures == 0) keep_failure(feed);
    for (const std::string& source : feed.new_sources) {
      Use insert(database_.prepare("INSERT OR IGNORE INTO feed_sources(url, source) VALUES(?, ?)"));
      insert->bind(1, feed.url);
      insert->bind(2, source);
      insert->exec();
    }
    Use insert(database_.prepare(fmt::format(
        "INSERT OR REPLACE INTO feeds({}) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", kFeedColumns)));
    insert->bind(1, feed.url);
    insert->bind(2, feed.address);
    insert->bind(3, feed.etag);
    insert->bind(4, feed.modified);
    insert->bind(5, static_cast<std::int64_t>(feed.polled));
    insert->bind(6, static_cast<std::int64_t>(feed.succeeded));
    insert->bind(7, feed.failures);
    insert->bind(8, static_cast<std::int64_t>(feed.not_before));
    insert->bind(9, feed.gone ? 1 : 0);
    insert->bind(10, feed.status);
    insert->bind(11, feed.problem);
    insert->exec();
    if (feed.ca.empty() && feed.proxy.empty() && !feed.allow_private) continue;
    Use access(database_.prepare(
        "INSERT OR REPLACE INTO feed_access(url, ca, proxy, allow_private) VALUES(?, ?, ?, ?)"));
    access->bind(1, feed.url);
    access->bind(2, feed.ca);
    access->bind(3, feed.proxy);
    access->bind(4, feed.allow_private ? 1 : 0);
    access->exec();
  }
  database_.commit();
}

/// What the stored state says of failures that `feed` ends.
void FeedStore::keep_failure(const FeedState& feed) {
  Use insert(
      database_.prepare("INSERT OR REPLACE INTO feed_failures(url, begin, ended, problem)"
                        " SELECT url, succeeded, ?, problem FROM feeds"
                        " WHERE url = ? AND failures > 0 AND succeeded > 0"));
  insert->bind(1, static_cast<std::int64_t>(feed.succeeded));
  insert->bind(2, feed.url);
  insert->exec();
}

std::vector<FeedFailure> FeedStore::failures() const {
  if (!database_.db.tableExists("feed_failures")) return {};  // an older catalog, read as it is
  Use query(database_.prepare(
      "SELECT source, url, begin, ended, problem FROM feed_sources JOIN ("
      "  SELECT url, begin, ended, problem FROM feed_failures"
      "  UNION ALL SELECT url, succeeded, polled, problem FROM feeds"
      "  WHERE failures > 0 AND succeeded > 0) USING(url) ORDER BY source, url, begin"));
  std::vector<FeedFailure> result;
  while (query->executeStep())
    result.push_back({query->getColumn(0).getString(), query->getColumn(1).getString(),
                      query->getColumn(2).getInt64(), query->getColumn(3).getInt64(),
                      query->getColumn(4).getString()});
  return result;
}

std::optional<PageState> FeedStore::page(const std::string& url) const {
  if (!database_.db.tableExists("pages")) return std::nullopt;  // an older catalog
  Use query(database_.prepare("SELECT etag, modified, item FROM pages WHERE url = ?"));
  query->bind(1, url);
  if (!query->executeStep()) return std::nullopt;
  PageState page{url, query->getColumn(0).getString(), query->getColumn(1).getString(), {}};
  const std::string item = query->getColumn(2).getString();
  std::copy_n(item.begin(), std::min(item.size(), page.item.size()), page.item.begin());
  return page;
}

void FeedStore::save(const std::vector<PageState>& pages) {
  database_.begin();
  for (const PageState& page : pages) {
    Use insert(database_.prepare(
        "INSERT OR REPLACE INTO pages(url, etag, modified, item) VALUES(?, ?, ?, ?)"));
    insert->bind(1, page.url);
    insert->bind(2, page.etag);
    insert->bind(3, page.modified);
    insert->bind(4, page.item.data(), static_cast<int>(page.item.size()));
    insert->exec();
  }
  database_.commit();
}

}  // namespace dateline
