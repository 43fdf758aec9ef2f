// SPDX-License-Identifier: GPL-2.0-or-later
// fetch: polls feeds and adds their articles. It knows which feeds to ask and when (a feed that
// fails is left alone for longer and longer, one that is gone for good), keeps what it learns of
// each in the catalog, and hands what it gets to the readers; http_poll does the asking. Used by
// the command of that name.
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
  bool force = false;  // asks for everything, whatever is known and however long it shall wait
};

/// What came of one feed.
struct FeedReport {
  enum class Outcome {
    read,        // there was something new to read
    unmodified,  // the server says that nothing has changed
    failed,
    gone,     // for good: now or before
    waiting,  // not asked: its time has not come
  };
  std::string url;
  Outcome outcome = Outcome::failed;
  int status = 0;        // of HTTP; 0 = no answer, or not asked
  std::string moved_to;  // it has told a new address for good, which is asked from now on
  IngestReport articles;
  std::string problem;       // why it failed, or what is wrong with its articles
  std::string hint;          // may be empty
  Timestamp not_before = 0;  // it is left alone until then; 0 = no
};

struct FetchReport {
  std::vector<FeedReport> feeds;  // as they were named
  IngestReport articles;          // of all together

  std::uint64_t count(FeedReport::Outcome outcome) const;
};

/// `names`: addresses of feeds, of pages that name one and of OPML lists, and files that list
/// addresses: OPML, or one a line. None: all feeds the archive knows. Makes the archive in `folder`
/// where there is none. Throws Error for a file that is no list.
FetchReport fetch(const std::filesystem::path& folder, const Resources& resources,
                  const std::vector<std::string>& names, const FetchOptions& options);

/// How long a feed is left alone after so many failures in a row, in seconds.
Timestamp back_off(std::uint32_t failures);

}  // namespace dateline::indexing
