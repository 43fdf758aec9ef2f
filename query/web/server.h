// SPDX-License-Identifier: GPL-2.0-or-later
// Server: HTTP by libmicrohttpd. One thread moves the bytes of all connections. Any thread may
// answer a request through its Exchange. A second thread watches the connections: it tells the
// exchange when a client disconnects, and shuts down a client that is too slow. It knows nothing of
// searches.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "exchange.h"
#include "listener.h"

namespace dateline::searching {

struct ServerLimits {
  unsigned connections = 256;       // further ones wait to be accepted
  std::size_t target = 320 << 10;   // bytes of a request's address
  std::size_t headers = 16 << 10;   // bytes of its headers
  unsigned idle_seconds = 30;       // then an idle connection is closed
  double request_seconds = 60;      // at most, from one answer to the end of the next request
  double slowest_answer = 8 << 10;  // bytes a second a client must take
  double slow_seconds = 30;         // over which that speed is measured
};

class Server {
 public:
  /// Called on the thread that moves the bytes, so it must not take long. Returns the answer, or
  /// nothing where the exchange is answered later.
  using Handler = std::function<std::optional<HttpAnswer>(const std::shared_ptr<Exchange>&)>;
  /// Called on that thread when an exchange is over.
  using Observer = std::function<void(const Exchange&)>;

  /// Owns the socket from now on. Throws Error.
  Server(const Listener& socket, const ServerLimits& limits, Handler handler, Observer observer);
  ~Server();

  /// Accepts no more connections, and disconnects the clients that wait for an answer. The server
  /// may be destroyed when their exchanges have been answered.
  void stop();

 private:
  struct HttpDaemon;
  std::unique_ptr<HttpDaemon> daemon_;
};

}  // namespace dateline::searching
