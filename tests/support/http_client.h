// SPDX-License-Identifier: GPL-2.0-or-later
// A client of HTTP for tests and measurements: one connection to a port of this machine, kept open
// from request to request. Sends whatever bytes it is given, as slowly as its user likes. Reads
// answers with a length and chunked ones.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace dateline {

struct HttpReply {
  int status = 0;                              // 0: the connection ended before an answer
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  bool whole = false;  // the body has come to its end

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

class HttpClient {
 public:
  explicit HttpClient(int port) : port_(port) {}
  ~HttpClient() { close(); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// `headers` are lines with "\r\n" each.
  HttpReply get(const std::string& target, const std::string& headers = {},
                const std::string& method = "GET") {
    send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    return read(method == "HEAD");
  }

  /// False when the other end has closed.
  bool send(std::string_view bytes) {
    connect();
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  HttpReply read(bool head_only = false) {
    HttpReply reply;
    while (buffer_.find("\r\n\r\n") == std::string::npos)
      if (!more()) return reply;
    read_head(reply);
    if (reply.status == 100) return read(head_only);
    if (head_only || reply.status == 304)
      reply.whole = true;
    else if (reply.header("transfer-encoding") == "chunked")
      read_chunks(reply);
    else
      reply.whole = take(std::stoull("0" + reply.header("content-length")), reply.body);
    if (!reply.whole || reply.header("connection") == "close") close();
    return reply;
  }

  /// Whether the other end closes within so many milliseconds; what comes until then is dropped.
  bool closes_within(int milliseconds) {
    pollfd state{socket_, POLLIN, 0};
    while (::poll(&state, 1, milliseconds) > 0)
      if (!more()) return true;
    return false;
  }

  void connect() {
    if (socket_ >= 0) return;
    buffer_.clear();
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const timeval patience{60, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("nobody listens");
  }
  /// Nothing more will be sent.
  void end() { ::shutdown(socket_, SHUT_WR); }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

 private:
  bool more() {
    char bytes[16384];
    const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  bool take(std::size_t count, std::string& to) {
    while (buffer_.size() < count)
      if (!more()) return false;
    to.append(buffer_, 0, count);
    buffer_.erase(0, count);
    return true;
  }

  bool line(std::string& to) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n")) == std::string::npos)
      if (!more()) return false;
    to = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return true;
  }

  void read_head(HttpReply& reply) {
    std::string text;
    line(text);
    reply.status = std::stoi(text.substr(std::min<std::size_t>(text.size(), 9)));
    while (line(text) && !text.empty()) {
      const std::size_t colon = text.find(':');
      std::string name = text.substr(0, colon);
      std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
      reply.headers[name] =
          text.substr(std::min(text.find_first_not_of(' ', colon + 1), text.size()));
    }
  }

  void read_chunks(HttpReply& reply) {
    std::string size, end;
    while (line(size)) {
      const std::size_t count = std::stoull("0" + size, nullptr, 16);
      if (!take(count, reply.body) || !line(end)) return;
      reply.whole = count == 0;
      if (reply.whole) return;
    }
  }

  const int port_;
  int socket_ = -1;
  std::string buffer_;
};

}  // namespace dateline
