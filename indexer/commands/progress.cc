// SPDX-License-Identifier: GPL-2.0-or-later
#include "progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace dateline::indexing {

ProgressLine::ProgressLine(bool shown, std::uint64_t total_bytes)
    : shown_(shown), total_bytes_(total_bytes) {}
ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::show(const IngestReport& report, std::uint64_t bytes_read) {
  constexpr auto kPause = std::chrono::milliseconds(200);
  const Clock::time_point time = Clock::now();
  if (!shown_ || time - last_ < kPause) return;
  last_ = time;
  drawn_ = true;
  const double seconds = std::max(std::chrono::duration<double>(time - start_).count(), 1e-3);
  std::string line = fmt::format("\r\x1b[K{} articles, {:.1f} MB/s", report.articles(),
                                 static_cast<double>(report.text_bytes) / 1e6 / seconds);
  if (total_bytes_ != 0 && bytes_read != 0) {
    const double done =
        std::min(1.0, static_cast<double>(bytes_read) / static_cast<double>(total_bytes_));
    line += fmt::format(", {:.0f}%, {:.0f} s left", done * 100, seconds / done - seconds);
  }
  if (report.rejected != 0) line += fmt::format(", {} rejected", report.rejected);
  fmt::print(stderr, "{}", line);
}

void ProgressLine::clear() {
  if (!drawn_) return;
  drawn_ = false;
  fmt::print(stderr, "\r\x1b[K");
}

}  // namespace dateline::indexing
