// SPDX-License-Identifier: GPL-2.0-or-later
// HttpPoll: many addresses asked at once, politely (libcurl): a host has one connection at a time
// and a pause between requests; nothing but http and https is spoken; addresses of the local
// network are refused as a socket is opened, so that neither a redirect nor a name server leads
// there. Used by fetch. Knows nothing of feeds.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "private_address.h"

namespace dateline::indexing {

struct HttpOptions {
  /// Whether an address is not to be asked.
  std::function<bool(const sockaddr&)> refuses = &is_local_address;
  std::chrono::milliseconds timeout{60'000};  // for one request; connecting may take a third
  std::chrono::milliseconds pause{1'000};     // between two requests to one host
  std::uint64_t max_bytes = 32ULL << 20;      // of a body, unpacked
  unsigned parallel = 16;                     // connections at once
  std::string user_agent;
};

struct PollRequest {
  std::string url;
  std::string etag, modified;  // of the body that is known; empty: none is
};

struct HttpResponse {
  int status = 0;        // 0 = there was no whole answer, and `problem` tells why
  std::string problem;   // one clause
  std::string hint;      // what would help; may be empty
  bool refused = false;  // it was not asked, for its address is a local one
  std::string url;       // where the answer came from
  std::string moved_to;  // where permanent redirects lead; empty: nowhere else
  std::string body, etag, modified;
  std::chrono::seconds retry_after{0};  // as the server wishes; 0 = it does not say
};

class HttpPoll {
 public:
  explicit HttpPoll(const HttpOptions& options);
  ~HttpPoll();
  HttpPoll(const HttpPoll&) = delete;
  HttpPoll& operator=(const HttpPoll&) = delete;

  /// Queues a request; `number` comes back with its response.
  void add(std::size_t number, PollRequest request);

  using Done = std::function<void(std::size_t number, HttpResponse&& response)>;
  /// Asks until everything queued is answered. `done` may add more. While `pause` says so nothing
  /// new is begun, and once what is under way has ended run returns; the next run goes on. When
  /// `stop` says so, everything under way and queued is dropped.
  void run(const Done& done, const std::function<bool()>& pause, const std::function<bool()>& stop);
  bool empty() const;  // nothing is queued

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dateline::indexing
