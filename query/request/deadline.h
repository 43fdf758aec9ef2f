// SPDX-License-Identifier: GPL-2.0-or-later
// Deadline: how long a search may take. All work that can take long checks it. It ends the search
// with an Error when the time is over or when the client has cancelled. A check is cheap, for it
// reads the clock only now and then.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>

#include "error.h"

namespace dateline::searching {

/// The time of a search is over.
class TookTooLong : public Error {
 public:
  using Error::Error;
};

/// The client no longer waits for the search.
class SearchCancelled : public Error {
 public:
  using Error::Error;
};

class Deadline {
 public:
  Deadline() = default;  // none
  /// Begins now; 0 seconds = no limit. Another thread may set `cancelled`, which must outlive the
  /// deadline.
  explicit Deadline(double seconds, const std::atomic<bool>* cancelled = nullptr)
      : seconds_(seconds), cancelled_(cancelled), begin_(Clock::now()) {}

  /// The time that remains, at most `most` seconds: for work that may stay unfinished.
  Deadline remaining(double most) const {
    const double left = seconds_ > 0 ? std::max(seconds_ - passed(), kShortest) : most;
    return Deadline(std::min(left, most), cancelled_);
  }

  /// Throws Error when the time is over.
  void check() {
    if (++calls_ % kCallsPerLook == 0) check_now();
  }
  void check_now() const {
    if (cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed))
      throw SearchCancelled("the search was cancelled");
    if (seconds_ > 0 && passed() > seconds_)
      throw TookTooLong(fmt::format("the search took longer than {} s", seconds_),
                        "narrow it down, for instance by date, or allow more time");
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr unsigned kCallsPerLook = 256;
  static constexpr double kShortest = 0.05;

  double passed() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

  double seconds_ = 0;
  const std::atomic<bool>* cancelled_ = nullptr;
  Clock::time_point begin_;
  unsigned calls_ = 0;
};

}  // namespace dateline::searching
