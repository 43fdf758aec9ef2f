// SPDX-License-Identifier: GPL-2.0-or-later
// A web server for tests, on a port of 127.0.0.1 of its own. The test gives the answers: a function
// writes any bytes to each request, at any speed. The server itself only reads the head of a
// request.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "local_listener.h"

namespace dateline {

class HttpServer {
 public:
  struct Request {
    std::string path;
    std::map<std::string, std::string> headers;  // names in lower case
    std::chrono::steady_clock::time_point time;

    std::string header(const std::string& name) const {
      const auto found = headers.find(name);
      return found == headers.end() ? "" : found->second;
    }
  };

  /// The client's end of a connection.
  class Client {
   public:
    explicit Client(int socket) : socket_(socket) {}
    /// False when the client has gone.
    bool send(std::string_view bytes) {
      while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      }
      return true;
    }
    /// A whole answer. `headers` are lines with "\r\n" each.
    bool answer(int status, std::string_view body, const std::string& headers = {}) {
      return send("HTTP/1.1 " + std::to_string(status) + " X\r\nConnection: close\r\n" + headers +
                  "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                  std::string(body));
    }

   private:
    int socket_;
  };

  using Handler = std::function<void(const Request&, Client&)>;

  explicit HttpServer(Handler handler) : handler_(std::move(handler)) {
    acceptor_ = std::thread([this] { accept_all(); });
  }
  ~HttpServer() {
    stopping_ = true;
    acceptor_.join();
    for (std::thread& thread : threads_) thread.join();
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(listener_.port()) + path;
  }
  int port() const { return listener_.port(); }
  std::vector<Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  /// How many connections were open at once at most.
  int most_at_once() const { return most_; }
  bool stopping() const { return stopping_; }

 private:
  void accept_all() {
    while (!stopping_) {
      pollfd ready{listener_.socket(), POLLIN, 0};
      if (::poll(&ready, 1, 20) <= 0) continue;
      const int socket = ::accept4(listener_.socket(), nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;
      threads_.emplace_back([this, socket] {
        const int now = ++open_;
        for (int most = most_; now > most && !most_.compare_exchange_weak(most, now);) {
        }
        serve(socket);
        --open_;
        ::shutdown(socket, SHUT_WR);
        ::close(socket);
      });
    }
  }

  void serve(int socket) {
    std::string head;
    while (head.find("\r\n\r\n") == std::string::npos) {
      pollfd ready{socket, POLLIN, 0};
      if (stopping_) return;
      if (::poll(&ready, 1, 50) <= 0) continue;
      char buffer[4096];
      const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
      if (got <= 0) return;
      head.append(buffer, static_cast<std::size_t>(got));
    }
    const Request request = parse(head);
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    Client client(socket);
    handler_(request, client);
  }

  static Request parse(const std::string& head) {
    Request request;
    request.time = std::chrono::steady_clock::now();
    const std::size_t path = head.find(' ') + 1;
    request.path = head.substr(path, head.find(' ', path) - path);
    for (std::size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at)) {
      at += 2;
      const std::size_t colon = head.find(':', at), end = head.find("\r\n", at);
      if (colon == std::string::npos || end == std::string::npos || colon > end) break;
      std::string name = head.substr(at, colon - at);
      std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
      const std::size_t value = std::min(head.find_first_not_of(' ', colon + 1), end);
      request.headers[name] = head.substr(value, end - value);
    }
    return request;
  }

  const Handler handler_;
  const LocalListener listener_{64};
  std::atomic<bool> stopping_{false};
  std::atomic<int> open_{0}, most_{0};
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace dateline
