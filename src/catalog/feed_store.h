// SPDX-License-Identifier: GPL-2.0-or-later
// FeedStore: the state of the feeds that fetch polls. Part of a Catalog, which returns it. It holds
// no articles.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "article.h"
#include "stored_article.h"

namespace dateline {

class CatalogDatabase;

/// A feed and the result of the last poll.
struct FeedState {
  std::string url;             // as users name it
  std::string address;         // the address to poll: url, or where that has moved to
  std::string etag, modified;  // of the last answer that was read whole, as the server wrote them
  Timestamp polled = 0;        // 0 = never
  Timestamp succeeded = 0;
  std::uint32_t failures = 0;  // since it last succeeded
  Timestamp not_before = 0;    // it is not polled before this time
  bool gone = false;           // its server says that it is gone for good
  int status = 0;              // of HTTP; 0 = no answer
  std::string ca;              // file of the authorities to trust for it; "" = the system's
  std::string proxy;           // "" = as the environment says
  bool allow_private = false;  // its host may be at a local address
  std::string problem;         // of the last time; "" = none
  /// Of the articles that it gave since it was read from the store.
  std::set<std::string> new_sources;
};

/// A time in which a feed gave nothing, because each poll failed.
struct FeedFailure {
  std::string source;  // of articles that the feed gave before or after
  std::string url;
  Timestamp begin = 0, end = 0;  // it succeeded at `begin`, and at `end` or not yet by then
  std::string problem;           // of the last poll that failed
};

/// A page that was read whole in the place of what its feed says.
struct PageState {
  std::string url;
  std::string etag, modified;  // as the server wrote them
  ContentHash item{};          // of what the feed said of it
};

/// What explains a gap of a source from `begin` to before `end`: "http://host/feed failed from
/// 2024-03-01 to 2024-03-09: the server answers 503", or several such clauses. "" = nothing does.
std::string explain_gap(const std::vector<FeedFailure>& failures, std::string_view source,
                        Timestamp begin, Timestamp end);

class FeedStore {
 public:
  explicit FeedStore(CatalogDatabase& database) : database_(database) {}

  /// The feeds polled so far, by url.
  std::vector<FeedState> all() const;
  /// Saves them in one transaction. Each replaces the feed with the same url.
  void save(const std::vector<FeedState>& feeds);
  /// The failures of all feeds, also those that are over: one for each source, by source, url and
  /// time.
  std::vector<FeedFailure> failures() const;

  std::optional<PageState> page(const std::string& url) const;
  /// Saves them in one transaction. Each replaces the page with the same url.
  void save(const std::vector<PageState>& pages);

 private:
  void keep_failure(const FeedState& feed);

  CatalogDatabase& database_;
};

}  // namespace dateline
