// SPDX-License-Identifier: GPL-2.0-or-later
// Exchange: one request and its answer. The server makes it when a request has come; whoever
// answers, on any thread, does so here, at once or piece by piece, and learns here that the client
// has left. Knows nothing of what is asked.
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

  /// What stands still while there is nothing to send; both are called under the exchange's lock.
  struct Connection {
    virtual ~Connection() = default;
    virtual void rest() = 0;
    virtual void wake() = 0;
  };

  HttpRequest request;

  /// What the client waits for. Once. Compressed where the client takes that and it pays.
  void answer(HttpAnswer answer);

  /// An answer of unknown length: what is of it but the body, then the body, then its end. write
  /// waits while the client is slow, and throws SearchCancelled when it has left.
  void begin_stream(HttpAnswer head);
  void write(std::string_view bytes);
  void end_stream(bool whole);

  /// Set when the client has left. For SearchRequest::cancelled.
  const std::atomic<bool>& left() const { return left_; }

  /// Of the time a request has come.
  Clock::time_point began() const { return began_; }
  /// Of its answer; 0 = none yet.
  int status() const { return status_; }
  /// Where what is measured counts it; set by who routes it.
  std::string route;

 private:
  friend class Server;
  enum class Read { bytes, nothing_yet, end, broken };

  /// The server's side. The next bytes of a stream; where there are none, it will be woken.
  Read read(char* to, std::size_t most, std::size_t& count);
  void leave();
  void wake();  // under lock

  const Clock::time_point began_ = Clock::now();
  std::atomic<bool> left_{false};
  std::atomic<int> status_{0};
  std::mutex mutex_;
  std::condition_variable room_;
  Connection* connection_ = nullptr;  // null once the exchange is over
  bool waiting_ = false;              // the server is to be woken
  std::optional<HttpAnswer> answer_;
  bool streaming_ = false, ended_ = false, whole_ = false;
  std::string buffer_;
  std::size_t taken_ = 0;  // of the stream, by the client
};

}  // namespace dateline::searching
