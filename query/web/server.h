// SPDX-License-Identifier: GPL-2.0-or-later
// Server: the wire, by libmicrohttpd. One thread moves the bytes of all connections; requests
// are answered through their Exchange, by whichever thread. A second thread watches over clients:
// who leaves is told to the exchange, who is slow to ask or to take the answer is cut off. Knows
// nothing of what is asked.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "exchange.h"

namespace dateline::searching {

struct ServerLimits {
  unsigned connections = 256;       // more wait to be accepted
  std::size_t target = 320 << 10;   // bytes of a request's address
  std::size_t headers = 16 << 10;   // bytes of its headers
  unsigned idle_seconds = 30;       // a connection on which nothing moves is closed
  double request_seconds = 60;      // from one answer to the whole next request, at most
  double slowest_answer = 8 << 10;  // bytes a second a client must take, over some 30 seconds
  double slow_seconds = 30;
};

/// A socket that listens.
struct Listener {
  int descriptor = -1;
  int port = 0;
  bool loopback = false;  // only this machine can ask
};

/// At HOST:PORT; port 0 is any that is free. Throws Error.
Listener listen_at(const std::string& address);

class Server {
 public:
  /// Called on the thread that moves the bytes, so it must not take long. What it returns is the
  /// answer; without, the exchange is answered later.
  using Handler = std::function<std::optional<HttpAnswer>(const std::shared_ptr<Exchange>&)>;
  /// Called when an exchange is over, on that thread.
  using Observer = std::function<void(const Exchange&)>;

  /// Takes over the socket. Throws Error.
  Server(const Listener& socket, const ServerLimits& limits, Handler handler, Observer observer);
  ~Server();

  /// Takes no more requests, and lets go of who waits for an answer; then those who answer must
  /// come to an end, and the server may be destroyed.
  void stop();

 private:
  struct HttpDaemon;
  std::unique_ptr<HttpDaemon> wire_;
};

}  // namespace dateline::searching
