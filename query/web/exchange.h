// SPDX-License-Identifier: GPL-2.0-or-later
// Exchange: one request of HTTP and its answer, between two threads. The service answers it, on any
// thread, at once or as a stream. The server sends what has been answered, and tells the exchange
// when the client disconnects. It knows nothing of searches.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "http_message.h"

namespace dateline::searching {

class Exchange {
 public:
  using Clock = std::chrono::steady_clock;

  HttpRequest request;
  std::string route;  // its name in the metrics; set by the service

  /// When the request came.
  Clock::time_point began() const { return began_; }
  /// Of the answer; 0 = there is none yet.
  int status() const { return status_; }
  /// Set when the client has disconnected. For SearchRequest::cancelled.
  const std::atomic<bool>& disconnected() const { return disconnected_; }

  // For the service.

  /// The whole answer, once. It is compressed where the client accepts that and it pays.
  void answer(HttpAnswer answer);
  /// An answer of unknown length: its head, the parts of its body, its end. write waits while the
  /// client is slow, and throws SearchCancelled when the client has disconnected. An end that is
  /// not `whole` breaks the connection off.
  void begin_stream(HttpAnswer head);
  void write(std::string_view bytes);
  void end_stream(bool whole);

  // For the server.

  /// The connection of the exchange. Both functions are called under the lock of the exchange.
  struct Connection {
    virtual ~Connection() = default;
    virtual void suspend() = 0;
    virtual void resume() = 0;
  };
  /// What the client has taken of a stream, and whether there is more for it to take.
  struct Progress {
    std::size_t taken = 0;
    bool pending = false;
  };
  enum class Read { bytes, nothing_yet, end, broken };

  void connect(Connection& connection);
  /// Whether there is an answer. Where there is none, the connection is suspended until then.
  bool answered_or_suspended();
  /// Once it is answered.
  const HttpAnswer& head() const { return *answer_; }
  bool is_stream() const { return streaming_; }
  /// The next bytes of a stream, `count` of them. Where there are none yet, the connection is
  /// suspended until there are.
  Read read(char* to, std::size_t most, std::size_t& count);
  Progress progress();
  /// The client no longer waits for the answer.
  void disconnect();
  /// The exchange is over: its connection is not used again.
  void finish();

 private:
  void resume();  // under lock

  const Clock::time_point began_ = Clock::now();
  std::atomic<bool> disconnected_{false};
  std::atomic<int> status_{0};
  std::mutex mutex_;
  std::condition_variable room_;
  Connection* connection_ = nullptr;  // null before connect() and after finish()
  bool suspended_ = false;
  std::optional<HttpAnswer> answer_;
  bool streaming_ = false, ended_ = false, whole_ = false;
  std::string buffer_;
  std::size_t taken_ = 0;  // bytes of the stream
};

}  // namespace dateline::searching
