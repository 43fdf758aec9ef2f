// SPDX-License-Identifier: GPL-2.0-or-later
#include "server.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <netdb.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <set>
#include <string_view>
#include <thread>

#include "error.h"
#include "http_library.h"
#include "problem.h"
#include "system/system_error.h"

namespace dateline::searching {
namespace {

using Clock = Exchange::Clock;

double seconds_since(Clock::time_point time) {
  return std::chrono::duration<double>(Clock::now() - time).count();
}

// What every answer says: nothing but this server's own files is ever loaded by the page.
constexpr std::pair<const char*, const char*> kHeaders[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "no-referrer"},
    {"Vary", "Accept-Encoding"},
    {"X-Content-Type-Options", "nosniff"}};

bool is_loopback(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET)
    return (ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr) >> 24) == 127;
  return address.ss_family == AF_INET6 &&
         IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
}

}  // namespace

Listener listen_at(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  const std::string port = colon == std::string::npos ? "" : address.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const bool number = !port.empty() && port.size() < 6 &&
                      port.find_first_not_of("0123456789") == std::string::npos &&
                      std::stoi(port) < 65536;
  addrinfo wanted{}, *found = nullptr;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  if (!number || host.empty())
    throw Error(fmt::format("--serve {} is not HOST:PORT", address),
                "for instance: localhost:8080");
  if (::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found) != 0 || found == nullptr)
    throw Error(fmt::format("{} is no address of this machine", host),
                "give localhost, or an address this machine has");
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> freed(found, &::freeaddrinfo);
  Listener socket;
  socket.descriptor = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(socket.descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (socket.descriptor < 0 || ::bind(socket.descriptor, found->ai_addr, found->ai_addrlen) != 0 ||
      ::listen(socket.descriptor, 512) != 0 ||
      ::getsockname(socket.descriptor, reinterpret_cast<sockaddr*>(&bound), &size) != 0) {
    const int reason = errno;
    if (socket.descriptor >= 0) ::close(socket.descriptor);
    throw Error(fmt::format("cannot listen at {}: {}", address, std::strerror(reason)),
                reason == EADDRINUSE ? "another program does; choose another port" : "");
  }
  socket.loopback = is_loopback(bound);
  socket.port =
      ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(bound).sin6_port
                                        : reinterpret_cast<const sockaddr_in&>(bound).sin_port);
  return socket;
}

/// Everything libmicrohttpd sees. Its callbacks are static members.
struct Server::HttpDaemon {
  /// A connection, from accepted to closed; the watch sees it through `clients`.
  struct Client final : Exchange::Connection {
    explicit Client(MHD_Connection* handle_) : handle(handle_) {}
    void rest() override { http_library().suspend_connection(handle); }
    void wake() override { http_library().resume_connection(handle); }

    MHD_Connection* const handle;
    int descriptor = -1;
    Clock::time_point since = Clock::now();  // it is waited for a request
    std::shared_ptr<Exchange> exchange;      // while there is one
    // Of an answer on its way: when looking at it began, and what was taken until then.
    Clock::time_point looked{};
    std::size_t taken = 0, length = 0;
    bool answering = false;
  };

  HttpDaemon(const Listener& socket_, const ServerLimits& limits_, Handler handler_,
             Observer observer_);
  ~HttpDaemon();

  static void* on_target(void* self, const char* target, MHD_Connection* connection);
  static MHD_Result on_request(void* self, MHD_Connection* connection, const char* target,
                               const char* method, const char* version, const char* data,
                               std::size_t* size, void** exchange);
  static void on_completed(void* self, MHD_Connection* connection, void** exchange,
                           MHD_RequestTerminationCode code);
  static void on_connection(void* self, MHD_Connection* connection, void** client,
                            MHD_ConnectionNotificationCode code);
  static ssize_t on_read(void* exchange, std::uint64_t position, char* to, std::size_t most);

  static Client& client_of(MHD_Connection* connection) {
    const MHD_ConnectionInfo* const info =
        http_library().get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return *static_cast<Client*>(info->socket_context);
  }
  void read_head(MHD_Connection* connection, const char* method, HttpRequest& request) const;
  MHD_Result send(MHD_Connection* connection, const std::shared_ptr<Exchange>& exchange);
  void watch();
  void look_after(Client& client);

  const ServerLimits limits;
  const Handler handler;
  const Observer observer;
  const Listener socket;
  MHD_Daemon* daemon = nullptr;
  bool quiet = false;  // accepts no more
  std::mutex mutex;    // of what follows, and of each client's fields
  std::set<Client*> clients;
  std::atomic<bool> stopping{false};
  std::thread watcher;
};

Server::HttpDaemon::HttpDaemon(const Listener& socket_, const ServerLimits& limits_,
                               Handler handler_, Observer observer_)
    : limits(limits_),
      handler(std::move(handler_)),
      observer(std::move(observer_)),
      socket(socket_) {
  daemon = http_library().start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, nullptr, nullptr,
      &HttpDaemon::on_request, this,                                                    //
      MHD_OPTION_LISTEN_SOCKET, socket.descriptor,                                      //
      MHD_OPTION_CONNECTION_LIMIT, limits.connections,                                  //
      MHD_OPTION_CONNECTION_TIMEOUT, limits.idle_seconds,                               //
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.target + limits.headers + (32 << 10),  //
      MHD_OPTION_URI_LOG_CALLBACK, &HttpDaemon::on_target, this,                        //
      MHD_OPTION_NOTIFY_COMPLETED, &HttpDaemon::on_completed, this,                     //
      MHD_OPTION_NOTIFY_CONNECTION, &HttpDaemon::on_connection, this,                   //
      MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,                                             //
      MHD_OPTION_END);
  if (daemon == nullptr) {
    ::close(socket.descriptor);
    throw system_error("the server cannot be started", errno);
  }
  watcher = std::thread([this] { watch(); });
}

Server::HttpDaemon::~HttpDaemon() {
  stopping = true;
  watcher.join();
  http_library().stop_daemon(daemon);
  if (quiet) ::close(socket.descriptor);  // else it is closed by now
}

void* Server::HttpDaemon::on_target(void*, const char* target, MHD_Connection*) {
  auto* const exchange = new std::shared_ptr<Exchange>(std::make_shared<Exchange>());
  (*exchange)->request.target = target;
  return exchange;
}

void Server::HttpDaemon::read_head(MHD_Connection* connection, const char* method,
                                   HttpRequest& request) const {
  request.method = method;
  const auto each = [](void* bytes, MHD_ValueKind, const char* name, std::size_t name_size,
                       const char*, std::size_t value_size) {
    (void)name;
    *static_cast<std::size_t*>(bytes) += name_size + value_size + 4;
    return MHD_YES;
  };
  http_library().get_connection_values_n(connection, MHD_HEADER_KIND, each, &request.header_bytes);
  const auto header = [&](const char* name) {
    return http_library().lookup_connection_value(connection, MHD_HEADER_KIND, name);
  };
  const auto text = [&](const char* name) {
    const char* const value = header(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (const char* const host = header("Host")) request.host = host;
  constexpr std::string_view kOfNames =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
  if (request.host && request.host->find_first_not_of(kOfNames) == std::string::npos)
    request.base = (text("X-Forwarded-Proto") == "https" ? "https://" : "http://") + *request.host;
  request.authorization = text("Authorization");
  request.if_none_match = text("If-None-Match");
  request.accepts_gzip = allows_gzip(text("Accept-Encoding"));
  const std::string length = text("Content-Length");
  request.has_body =
      header("Transfer-Encoding") != nullptr || length.find_first_not_of("0 ") != std::string::npos;
}

MHD_Result Server::HttpDaemon::on_request(void* self, MHD_Connection* connection, const char*,
                                          const char* method, const char*, const char*,
                                          std::size_t* size, void** pointer) {
  HttpDaemon& wire = *static_cast<HttpDaemon*>(self);
  if (*pointer == nullptr) return MHD_NO;
  const std::shared_ptr<Exchange> exchange = *static_cast<std::shared_ptr<Exchange>*>(*pointer);
  *size = 0;
  Client& client = client_of(connection);
  if (!client.exchange) {  // the head is complete; called again when all is
    HttpRequest& request = exchange->request;
    wire.read_head(connection, method, request);
    read_target(request);
    {
      const std::lock_guard lock(wire.mutex);
      client.exchange = exchange;
      exchange->connection_ = &client;
    }
    std::optional<HttpAnswer> answer;
    if (request.target.size() > wire.limits.target)
      answer = problem(
          414, "The address is too long",
          fmt::format("It has {} bytes; {} are read.", request.target.size(), wire.limits.target));
    else if (request.header_bytes > wire.limits.headers)
      answer = problem(431, "The headers are too long",
                       fmt::format("They have {} bytes; {} are read.", request.header_bytes,
                                   wire.limits.headers));
    else
      answer = wire.handler(exchange);
    if (answer) exchange->answer(std::move(*answer));
    // What is sent before the whole request has come ends the connection.
    if (!request.has_body) return MHD_YES;
  }
  {
    const std::lock_guard lock(exchange->mutex_);
    if (!exchange->answer_) {
      exchange->waiting_ = true;
      client.rest();
      return MHD_YES;
    }
  }
  return wire.send(connection, exchange);
}

ssize_t Server::HttpDaemon::on_read(void* pointer, std::uint64_t, char* to, std::size_t most) {
  Exchange& exchange = **static_cast<std::shared_ptr<Exchange>*>(pointer);
  std::size_t count = 0;
  switch (exchange.read(to, most, count)) {
    case Exchange::Read::bytes:
      return static_cast<ssize_t>(count);
    case Exchange::Read::end:
      return MHD_CONTENT_READER_END_OF_STREAM;
    case Exchange::Read::broken:
      return MHD_CONTENT_READER_END_WITH_ERROR;
    case Exchange::Read::nothing_yet:
      break;
  }
  return 0;
}

MHD_Result Server::HttpDaemon::send(MHD_Connection* connection,
                                    const std::shared_ptr<Exchange>& exchange) {
  const HttpAnswer& answer = *exchange->answer_;
  MHD_Response* response = nullptr;
  if (exchange->streaming_) {
    constexpr std::size_t kBlock = 32 << 10;
    const auto free_pointer = [](void* pointer) {
      delete static_cast<std::shared_ptr<Exchange>*>(pointer);
    };
    response = http_library().create_response_from_callback(
        MHD_SIZE_UNKNOWN, kBlock, &HttpDaemon::on_read, new std::shared_ptr<Exchange>(exchange),
        free_pointer);
  } else {  // the exchange lives longer than the response
    response = http_library().create_response_from_buffer(
        answer.body.size(), const_cast<char*>(answer.body.data()), MHD_RESPMEM_PERSISTENT);
  }
  if (response == nullptr) return MHD_NO;
  if (!answer.type.empty())
    http_library().add_response_header(response, "Content-Type", answer.type.c_str());
  for (const auto& [name, value] : answer.headers)
    http_library().add_response_header(response, name.c_str(), value.c_str());
  for (const auto& [name, value] : kHeaders)
    http_library().add_response_header(response, name, value);
  {
    const std::lock_guard lock(mutex);
    Client& client = client_of(connection);
    client.answering = true;
    client.looked = Clock::now();
    client.taken = 0;
    client.length = answer.body.size();
  }
  const MHD_Result queued =
      http_library().queue_response(connection, static_cast<unsigned>(answer.status), response);
  http_library().destroy_response(response);
  return queued;
}

void Server::HttpDaemon::on_completed(void* self, MHD_Connection* connection, void** pointer,
                                      MHD_RequestTerminationCode) {
  if (*pointer == nullptr) return;
  HttpDaemon& wire = *static_cast<HttpDaemon*>(self);
  const std::unique_ptr<std::shared_ptr<Exchange>> owned(
      static_cast<std::shared_ptr<Exchange>*>(*pointer));
  *pointer = nullptr;
  Exchange& exchange = **owned;
  {
    const std::lock_guard lock(exchange.mutex_);
    exchange.connection_ = nullptr;
  }
  exchange.leave();
  {
    const std::lock_guard lock(wire.mutex);
    Client& client = client_of(connection);
    client.exchange.reset();
    client.answering = false;
    client.since = Clock::now();
  }
  wire.observer(exchange);
}

void Server::HttpDaemon::on_connection(void* self, MHD_Connection* connection, void** pointer,
                                       MHD_ConnectionNotificationCode code) {
  HttpDaemon& wire = *static_cast<HttpDaemon*>(self);
  const std::lock_guard lock(wire.mutex);
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    auto* const client = new Client(connection);
    client->descriptor = http_library()
                             .get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                             ->connect_fd;
    *pointer = client;
    wire.clients.insert(client);
  } else {
    auto* const client = static_cast<Client*>(*pointer);
    wire.clients.erase(client);
    delete client;
    *pointer = nullptr;
  }
}

void Server::HttpDaemon::watch() {
  while (!stopping) {
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    const std::lock_guard lock(mutex);
    for (Client* const client : clients) look_after(*client);
  }
}

/// A descriptor is open while its client is known, so it is never another's.
void Server::HttpDaemon::look_after(Client& client) {
  pollfd state{client.descriptor, POLLRDHUP, 0};
  const bool left = ::poll(&state, 1, 0) > 0 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR));
  const double waited = seconds_since(client.since);
  if (!client.exchange) {
    int unread = 0;  // what it sent before it left is still answered
    const bool said_all =
        left && waited > 0.2 && ::ioctl(client.descriptor, FIONREAD, &unread) == 0 && unread == 0;
    if (said_all || waited > limits.request_seconds) ::shutdown(client.descriptor, SHUT_RDWR);
    return;
  }
  if (left && !client.exchange->left_) client.exchange->leave();
  if (!client.answering) return;
  const double seconds = seconds_since(client.looked);
  if (client.length > 0) {
    if (seconds > limits.slow_seconds + static_cast<double>(client.length) / limits.slowest_answer)
      ::shutdown(client.descriptor, SHUT_RDWR);
    return;
  }
  if (seconds < limits.slow_seconds) return;
  const std::lock_guard lock(client.exchange->mutex_);
  const std::size_t taken = client.exchange->taken_;
  if (!client.exchange->buffer_.empty() &&
      static_cast<double>(taken - client.taken) < limits.slowest_answer * seconds)
    ::shutdown(client.descriptor, SHUT_RDWR);
  client.taken = taken;
  client.looked = Clock::now();
}

Server::Server(const Listener& socket, const ServerLimits& limits, Handler handler,
               Observer observer)
    : wire_(std::make_unique<HttpDaemon>(socket, limits, std::move(handler), std::move(observer))) {
}
Server::~Server() = default;

void Server::stop() {
  http_library().quiesce_daemon(wire_->daemon);
  wire_->quiet = true;
  const std::lock_guard lock(wire_->mutex);
  for (HttpDaemon::Client* const client : wire_->clients)
    if (client->exchange) client->exchange->leave();
}

}  // namespace dateline::searching
