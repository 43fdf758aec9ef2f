// SPDX-License-Identifier: GPL-2.0-or-later
// What is new for alerts: the articles that arrived after the row each has seen and that its query
// finds, told once of each article or story. Used by deliver and the command alert. It sends
// nothing, and queues by one transaction, in which the marks of the alerts move as well.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "saved/alert_store.h"
#include "saved/saved_stores.h"

namespace dateline::alerts {

/// The new hits of an alert.
struct AlertSearch {
  Alert alert;
  std::string text;  // of its query
  std::vector<AlertHit> hits;
  std::string problem;  // why it could not be searched; empty: it was
};

struct NewHits {
  Row last = 0;                // the rows up to this one were looked at
  std::uint64_t articles = 0;  // that are new for any of the alerts
  std::vector<AlertSearch> searches;

  std::uint64_t count() const {
    std::uint64_t all = 0;
    for (const AlertSearch& one : searches) all += one.hits.size();
    return all;
  }
};

/// Searches for all alerts that are on, or for the one named `only`. Changes nothing. Throws Error.
NewHits find_new_hits(const std::filesystem::path& folder, Timestamp now, unsigned threads,
                      const std::string& only = {});

/// Queues them and moves the marks. An alert that another process has changed or searched meanwhile
/// is left as that left it. Returns how many hits are queued.
std::uint64_t queue_hits(SavedStores& saved, const NewHits& found, Timestamp now);

}  // namespace dateline::alerts
