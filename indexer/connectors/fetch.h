// SPDX-License-Identifier: GPL-2.0-or-later
// fetch: polls feeds and adds their articles. It decides which feeds are due: a feed that fails is
// polled less and less often, a feed that is gone not at all. It keeps the state of each feed in
// the catalog and passes the answers to the readers. http_poll makes the requests. Used by the
// command fetch.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "http_poll.h"
#include "ingest/ingest.h"

namespace dateline::indexing {

struct FetchOptions {
  HttpOptions http;
  IngestOptions ingest;
  // What is kept with each feed that needs it, for the runs after this one:
  std::string ca;              // file of an authority to trust
  std::string proxy;           // address
  bool allow_private = false;  // its own host may be at a local address
  bool force = false;  // polls every feed in full, even one that is not due or has not changed
  bool full = false;   // reads the pages that feeds and sitemaps name, and pages that are named
};

/// The outcome of one feed.
struct FeedReport {
  enum class Outcome {
    read,        // its answer was read
    unmodified,  // the server says that nothing has changed
    failed,
    gone,     // gone for good, now or earlier
    waiting,  // not polled, because it is not due
  };
  std::string url;
  Outcome outcome = Outcome::failed;
  int status = 0;        // of HTTP; 0 = no answer, or not polled
  std::string moved_to;  // its new permanent address, which is polled from now on
  IngestReport articles;
  std::uint64_t pages_read = 0, pages_unread = 0;
  std::string page_problem;  // why the first of those was not read
  std::string problem;       // why it failed, or a fault of its articles
  std::string hint;          // may be empty
  Timestamp not_before = 0;  // it is not polled before this time; 0 = no limit
};

struct FetchReport {
  std::vector<FeedReport> feeds;  // as they were named
  IngestReport articles;          // of all together

  std::uint64_t count(FeedReport::Outcome outcome) const;
};

/// `names`: addresses of feeds, of pages that name one and of OPML lists, and files that list
/// addresses: OPML, or one a line. No names: all feeds the archive knows. Creates the archive in
/// `folder` if there is none. Throws Error for a file that is no list.
FetchReport fetch(const std::filesystem::path& folder, const Resources& resources,
                  const std::vector<std::string>& names, const FetchOptions& options);

/// The seconds until a feed is polled again after this number of failures in a row.
Timestamp back_off(std::uint32_t failures);

}  // namespace dateline::indexing
