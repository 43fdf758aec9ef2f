// SPDX-License-Identifier: GPL-2.0-or-later
// deliver: searches for what is new to each alert, queues it, and sends what waits. Used by the
// command deliver and by add, fetch and watch with --deliver. One process sends at a time; a hit is
// queued once, and a message is sent at least once, always with the same id.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "saved/alert_store.h"

namespace dateline::alerts {

struct DeliveryOptions {
  unsigned threads = 1;
  bool retry = false;  // what failed or waits for its next attempt is tried now
  const std::atomic<bool>* stop = nullptr;
};

struct DeliveryReport {
  struct Problem {
    std::string alert, way, problem;
    Timestamp next = 0;  // the next attempt; 0 = none
  };
  std::uint64_t alerts = 0, articles = 0, hits = 0;  // searched for, new, queued
  std::uint64_t sent = 0, failed = 0, waiting = 0;   // deliveries
  bool sending_elsewhere = false;                    // another process sends
  std::vector<Problem> problems;
};

/// Throws Error; what a receiver refuses is a problem in the report.
DeliveryReport deliver(const std::filesystem::path& folder, const DeliveryOptions& options);

/// "mail", "webhook" or "command"
const char* name_of(AlertDelivery::Channel channel);

}  // namespace dateline::alerts
