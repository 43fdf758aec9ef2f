// SPDX-License-Identifier: GPL-2.0-or-later
// FeedStore: the state of the feeds that fetch polls. Part of a Catalog, which returns it. It holds
// no articles.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
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
};

/// A page that was read whole in the place of what its feed says.
struct PageState {
  std::string url;
  std::string etag, modified;  // as the server wrote them
  ContentHash item{};          // of what the feed said of it
};

class FeedStore {
 public:
  explicit FeedStore(CatalogDatabase& database) : database_(database) {}

  /// The feeds polled so far, by url.
  std::vector<FeedState> all() const;
  /// Saves them in one transaction. Each replaces the feed with the same url.
  void save(const std::vector<FeedState>& feeds);

  std::optional<PageState> page(const std::string& url) const;
  /// Saves them in one transaction. Each replaces the page with the same url.
  void save(const std::vector<PageState>& pages);

 private:
  CatalogDatabase& database_;
};

}  // namespace dateline
