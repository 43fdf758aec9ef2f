// SPDX-License-Identifier: GPL-2.0-or-later
// ProgressLine: one live line on stderr while inputs are read. Used by add. It counts nothing
// itself: the run's report gives the numbers.
#pragma once

#include <chrono>
#include <cstdint>

#include "ingest/ingest.h"

namespace dateline::indexing {

class ProgressLine {
 public:
  /// `total_bytes` of all inputs on disk; 0 = not known.
  ProgressLine(bool shown, std::uint64_t total_bytes);
  ~ProgressLine();
  /// Draws the line, at most a few times a second.
  void show(const IngestReport& report, std::uint64_t bytes_read);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  const bool shown_;
  const std::uint64_t total_bytes_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point last_{};
  bool drawn_ = false;
};

}  // namespace dateline::indexing
