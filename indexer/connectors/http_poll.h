// SPDX-License-Identifier: GPL-2.0-or-later
// HttpPoll: fetches many addresses at once (libcurl). A host has one connection at a time and a
// pause between requests. Only http and https are allowed. Addresses of the local network are
// refused when a socket is opened, so that neither a redirect nor a name server can lead there.
// Used by fetch. It knows no feeds.
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
  /// Whether an address is refused.
  std::function<bool(const sockaddr&)> refuses = &is_local_address;
  std::chrono::milliseconds timeout{60'000};  // for one request; connecting may take a third
  std::chrono::milliseconds pause{1'000};     // between two requests to one host
  std::uint64_t max_bytes = 32ULL << 20;      // of a body, unpacked
  unsigned parallel = 16;                     // connections at once
  std::string user_agent;
  std::string ca, ca_folder;  // authorities to trust besides the system's; empty: only those
};

struct PollRequest {
  std::string url;
  std::string etag, modified;  // of the body that was read before; empty if there is none
  std::string ca = {};         // in the place of HttpOptions::ca
  std::string proxy = {};      // in the place of the environment's
  bool allow_private = false;  // its own host may be asked at a local address
};

struct HttpResponse {
  int status = 0;        // 0 = there was no complete answer, and `problem` says why
  std::string problem;   // one clause
  std::string hint;      // what the user can do; may be empty
  bool refused = false;  // not requested, because the address is a local one
  bool local = false;    // the host that was to be asked is at a local address
  std::string url;       // where the answer came from
  std::string moved_to;  // where permanent redirects lead; empty: nowhere else
  std::string body, etag, modified;
  std::chrono::seconds retry_after{0};  // as the server asks; 0 = it does not
};

class HttpPoll {
 public:
  explicit HttpPoll(const HttpOptions& options);
  ~HttpPoll();
  HttpPoll(const HttpPoll&) = delete;
  HttpPoll& operator=(const HttpPoll&) = delete;

  /// Queues a request. Its response has the same `number`.
  void add(std::size_t number, PollRequest request);

  using Done = std::function<void(std::size_t number, HttpResponse&& response)>;
  /// Runs until every queued request is answered. `done` may add more. While `pause` returns true
  /// no request is started, and run() returns when those in progress have ended; the next run()
  /// continues. When `stop` returns true, all requests are dropped.
  void run(const Done& done, const std::function<bool()>& pause, const std::function<bool()>& stop);
  bool empty() const;  // nothing is queued

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dateline::indexing
