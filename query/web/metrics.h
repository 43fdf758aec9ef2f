// SPDX-License-Identifier: GPL-2.0-or-later
// Metrics: counts requests by route and status, and their times, in the text format of Prometheus.
// Any thread may count. Used by the service.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace dateline::searching {

class Metrics {
 public:
  void begin();
  /// status 0: the client disconnected before there was an answer.
  void end(const std::string& route, int status, double seconds);
  void reject();  // the queue was full

  /// Gauges, with the values that they have now.
  using Gauges = std::map<std::string, std::pair<const char*, double>>;  // help and value, by name
  std::string text(const Gauges& gauges) const;

 private:
  static constexpr std::array kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                      0.25,  0.5,    1.0,   2.5,  5.0,   10.0};
  struct Latency {
    std::array<std::uint64_t, kBounds.size()> within{};  // each bound; not summed up
    std::uint64_t count = 0;
    double sum = 0;
  };

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;
  std::map<std::string, Latency> latency_;
  std::uint64_t rejected_ = 0;
  std::int64_t in_flight_ = 0;
};

/// Bytes of memory this process has resident.
double resident_bytes();

}  // namespace dateline::searching
