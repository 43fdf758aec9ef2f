// SPDX-License-Identifier: GPL-2.0-or-later
#include "metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace dateline::searching {
namespace {

void add_head(std::string& text, const std::string& name, const char* kind, const char* help) {
  text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, kind);
}

}  // namespace

void Metrics::begin() {
  const std::lock_guard lock(mutex_);
  ++in_flight_;
}

void Metrics::end(const std::string& route, int status, double seconds) {
  const std::lock_guard lock(mutex_);
  --in_flight_;
  ++requests_[{route, status}];
  Latency& latency = latency_[route];
  const auto bound = std::ranges::lower_bound(kBounds, seconds);
  if (bound != kBounds.end()) ++latency.within[static_cast<std::size_t>(bound - kBounds.begin())];
  ++latency.count;
  latency.sum += seconds;
}

void Metrics::reject() {
  const std::lock_guard lock(mutex_);
  ++rejected_;
}

std::string Metrics::text(const Gauges& gauges) const {
  const std::lock_guard lock(mutex_);
  std::string text;
  add_head(text, "dateline_requests_total", "counter",
           "Requests by route and status; 0: the client disconnected before the answer.");
  for (const auto& [key, count] : requests_)
    text += fmt::format("dateline_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", key.first,
                        key.second, count);
  add_head(text, "dateline_request_seconds", "histogram",
           "From the request to the last byte of its answer.");
  for (const auto& [route, latency] : latency_) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kBounds.size(); ++i)
      text += fmt::format("dateline_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route,
                          kBounds[i], sum += latency.within[i]);
    text += fmt::format("dateline_request_seconds_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n", route,
                        latency.count);
    text += fmt::format("dateline_request_seconds_sum{{route=\"{}\"}} {}\n", route, latency.sum);
    text +=
        fmt::format("dateline_request_seconds_count{{route=\"{}\"}} {}\n", route, latency.count);
  }
  add_head(text, "dateline_rejected_total", "counter", "Requests refused by a full queue.");
  text += fmt::format("dateline_rejected_total {}\n", rejected_);
  add_head(text, "dateline_requests_in_flight", "gauge", "Requests that are being answered.");
  text += fmt::format("dateline_requests_in_flight {}\n", in_flight_);
  for (const auto& [name, gauge] : gauges) {
    add_head(text, name, "gauge", gauge.first);
    text += fmt::format("{} {}\n", name, gauge.second);
  }
  return text;
}

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double all = 0, resident = 0;
  statm >> all >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace dateline::searching
