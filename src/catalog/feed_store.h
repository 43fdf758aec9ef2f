// SPDX-License-Identifier: GPL-2.0-or-later
// FeedStore: what the catalog knows of the feeds that fetch polls. Part of a Catalog, which hands
// it out. Articles of feeds are articles like any others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "article.h"

namespace dateline {

class CatalogDatabase;

/// A feed that is polled: how it was found the last time.
struct FeedState {
  std::string url;             // as users name it
  std::string address;         // where it is asked: url, or where that has moved to
  std::string etag, modified;  // of the last answer that was read whole, as the server wrote them
  Timestamp polled = 0;        // 0 = never
  Timestamp succeeded = 0;
  std::uint32_t failures = 0;  // since it last succeeded
  Timestamp not_before = 0;    // it is left alone until then
  bool gone = false;           // for good, says its server
  int status = 0;              // of HTTP; 0 = no answer
  std::string problem;         // of the last time; "" = none
};

class FeedStore {
 public:
  explicit FeedStore(CatalogDatabase& database) : database_(database) {}

  /// The feeds polled so far, by url.
  std::vector<FeedState> all() const;
  /// In one transaction. Each replaces the feed of its url.
  void save(const std::vector<FeedState>& feeds);

 private:
  CatalogDatabase& database_;
};

}  // namespace dateline
