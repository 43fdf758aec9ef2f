// SPDX-License-Identifier: GPL-2.0-or-later
// Deadline: how long a search may take. Everything that can take long asks it in passing; it stops
// the search with an Error when its time is over. Asking is cheap: the clock is read now and then.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "error.h"

namespace dateline {

class Deadline {
 public:
  Deadline() = default;  // none
  /// From now on; 0 = none.
  explicit Deadline(double seconds) : seconds_(seconds), begin_(Clock::now()) {}

  /// What is left of it, but no more than `most` seconds: for work that may stay unfinished.
  Deadline rest(double most) const {
    const double left = seconds_ > 0 ? std::max(seconds_ - passed(), kShortest) : most;
    return Deadline(std::min(left, most));
  }

  /// Throws Error when the time is over.
  void check() {
    if (++calls_ % kCallsPerLook == 0) check_now();
  }
  void check_now() const {
    if (seconds_ > 0 && passed() > seconds_)
      throw Error(fmt::format("the search took longer than {} s", seconds_),
                  "narrow it down, for instance by date, or allow more time");
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr unsigned kCallsPerLook = 256;
  static constexpr double kShortest = 0.05;

  double passed() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

  double seconds_ = 0;
  Clock::time_point begin_;
  unsigned calls_ = 0;
};

}  // namespace dateline
