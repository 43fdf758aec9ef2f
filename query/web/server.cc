// SPDX-License-Identifier: GPL-2.0-or-later
#include "server.h"

#include <fmt/format.h>
#include <microhttpd.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <set>
#include <string_view>
#include <thread>

#include "error.h"
#include "problem.h"
#include "system/system_error.h"

namespace dateline::searching {
namespace {

using Clock = Exchange::Clock;

double seconds_since(Clock::time_point time) {
  return std::chrono::duration<double>(Clock::now() - time).count();
}

// The headers of every answer. The page may load nothing but this server's own files.
constexpr std::pair<const char*, const char*> kHeaders[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "no-referrer"},
    {"Vary", "Accept-Encoding, X-Forwarded-Proto"},
    {"X-Content-Type-Options", "nosniff"}};

}  // namespace

/// The daemon of libmicrohttpd. Its callbacks are static members.
struct Server::HttpDaemon {
  /// A connection, from accepted to closed.
  struct Connection final : Exchange::Connection {
    explicit Connection(MHD_Connection* handle_) : handle(handle_) {}
    void suspend() override { MHD_suspend_connection(handle); }
    void resume() override { MHD_resume_connection(handle); }

    MHD_Connection* const handle;
    int descriptor = -1;
    Clock::time_point idle_since = Clock::now();  // where there is no exchange
    std::shared_ptr<Exchange> exchange;
    // While an answer is sent: its length (0: a stream), when its speed was measured last, and what
    // of a stream the client had taken then.
    bool sending = false;
    std::size_t length = 0;
    Clock::time_point measured{};
    std::size_t taken = 0;
  };

  HttpDaemon(const Listener& socket_, const ServerLimits& limits_, Handler handler_,
             Observer observer_);
  ~HttpDaemon();

  static void* on_target(void* self, const char* target, MHD_Connection* handle);
  static MHD_Result on_request(void* self, MHD_Connection* handle, const char* target,
                               const char* method, const char* version, const char* data,
                               std::size_t* size, void** exchange);
  static void on_completed(void* self, MHD_Connection* handle, void** exchange,
                           MHD_RequestTerminationCode code);
  static void on_connection(void* self, MHD_Connection* handle, void** connection,
                            MHD_ConnectionNotificationCode code);
  static ssize_t on_read(void* exchange, std::uint64_t position, char* to, std::size_t most);

  static Connection& connection_of(MHD_Connection* handle) {
    const MHD_ConnectionInfo* const info =
        MHD_get_connection_info(handle, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return *static_cast<Connection*>(info->socket_context);
  }
  void read_head(MHD_Connection* handle, const char* method, HttpRequest& request) const;
  /// The answer to a request, unless the handler gives it later.
  std::optional<HttpAnswer> answer_to(const std::shared_ptr<Exchange>& exchange) const;
  MHD_Result send(Connection& connection, const std::shared_ptr<Exchange>& exchange);
  void watch_connections();
  void check_timeouts(Connection& connection);
  void check_speed(Connection& connection);

  const ServerLimits limits;
  const Handler handler;
  const Observer observer;
  const Listener socket;
  MHD_Daemon* daemon = nullptr;
  bool quiesced = false;  // no longer owns the socket
  std::mutex mutex;       // of `connections` and of the fields of each
  std::set<Connection*> connections;
  std::atomic<bool> stopping{false};
  std::thread watcher;
};

Server::HttpDaemon::HttpDaemon(const Listener& socket_, const ServerLimits& limits_,
                               Handler handler_, Observer observer_)
    : limits(limits_),
      handler(std::move(handler_)),
      observer(std::move(observer_)),
      socket(socket_) {
  daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC,
                            0, nullptr, nullptr, &HttpDaemon::on_request, this,  //
                            MHD_OPTION_LISTEN_SOCKET, socket.descriptor,         //
                            MHD_OPTION_CONNECTION_LIMIT, limits.connections,     //
                            MHD_OPTION_CONNECTION_TIMEOUT, limits.idle_seconds,  //
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                            limits.target + limits.headers + (32 << 10),                     //
                            MHD_OPTION_URI_LOG_CALLBACK, &HttpDaemon::on_target, this,       //
                            MHD_OPTION_NOTIFY_COMPLETED, &HttpDaemon::on_completed, this,    //
                            MHD_OPTION_NOTIFY_CONNECTION, &HttpDaemon::on_connection, this,  //
                            MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,                            //
                            MHD_OPTION_END);
  if (daemon == nullptr) {
    ::close(socket.descriptor);
    throw system_error("the server cannot be started", errno);
  }
  watcher = std::thread([this] { watch_connections(); });
}

Server::HttpDaemon::~HttpDaemon() {
  stopping = true;
  watcher.join();
  MHD_stop_daemon(daemon);
  if (quiesced) ::close(socket.descriptor);  // else MHD_stop_daemon has closed it
}

void* Server::HttpDaemon::on_target(void*, const char* target, MHD_Connection*) {
  auto* const exchange = new std::shared_ptr<Exchange>(std::make_shared<Exchange>());
  (*exchange)->request.target = target;
  return exchange;
}

void Server::HttpDaemon::read_head(MHD_Connection* handle, const char* method,
                                   HttpRequest& request) const {
  request.method = method;
  const auto each = [](void* bytes, MHD_ValueKind, const char* name, std::size_t name_size,
                       const char*, std::size_t value_size) {
    (void)name;
    *static_cast<std::size_t*>(bytes) += name_size + value_size + 4;
    return MHD_YES;
  };
  MHD_get_connection_values_n(handle, MHD_HEADER_KIND, each, &request.header_bytes);
  const auto header = [&](const char* name) {
    return MHD_lookup_connection_value(handle, MHD_HEADER_KIND, name);
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

std::optional<HttpAnswer> Server::HttpDaemon::answer_to(
    const std::shared_ptr<Exchange>& exchange) const {
  const HttpRequest& request = exchange->request;
  if (request.target.size() > limits.target)
    return problem(
        414, "The address is too long",
        fmt::format("It has {} bytes; the server reads {}.", request.target.size(), limits.target));
  if (request.header_bytes > limits.headers)
    return problem(431, "The headers are too long",
                   fmt::format("They have {} bytes; the server reads {}.", request.header_bytes,
                               limits.headers));
  return handler(exchange);
}

/// Called when the head of a request is complete, and again when all of it is.
MHD_Result Server::HttpDaemon::on_request(void* self, MHD_Connection* handle, const char*,
                                          const char* method, const char*, const char*,
                                          std::size_t* size, void** pointer) {
  HttpDaemon& server = *static_cast<HttpDaemon*>(self);
  if (*pointer == nullptr) return MHD_NO;
  const std::shared_ptr<Exchange> exchange = *static_cast<std::shared_ptr<Exchange>*>(*pointer);
  *size = 0;
  Connection& connection = connection_of(handle);
  if (!connection.exchange) {
    HttpRequest& request = exchange->request;
    server.read_head(handle, method, request);
    read_target(request);
    {
      const std::lock_guard lock(server.mutex);
      connection.exchange = exchange;
    }
    exchange->connect(connection);
    if (std::optional<HttpAnswer> answer = server.answer_to(exchange))
      exchange->answer(std::move(*answer));
    // A request with a body is answered at once: that ends the connection.
    if (!request.has_body) return MHD_YES;
  }
  return exchange->answered_or_suspended() ? server.send(connection, exchange) : MHD_YES;
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

MHD_Result Server::HttpDaemon::send(Connection& connection,
                                    const std::shared_ptr<Exchange>& exchange) {
  const HttpAnswer& answer = exchange->head();
  MHD_Response* response = nullptr;
  if (exchange->is_stream()) {
    constexpr std::size_t kBlock = 32 << 10;
    const auto free_pointer = [](void* pointer) {
      delete static_cast<std::shared_ptr<Exchange>*>(pointer);
    };
    response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kBlock, &HttpDaemon::on_read,
                                          new std::shared_ptr<Exchange>(exchange), free_pointer);
  } else {  // the exchange lives longer than the response
    response = MHD_create_response_from_buffer(
        answer.body.size(), const_cast<char*>(answer.body.data()), MHD_RESPMEM_PERSISTENT);
  }
  if (response == nullptr) return MHD_NO;
  if (!answer.type.empty()) MHD_add_response_header(response, "Content-Type", answer.type.c_str());
  for (const auto& [name, value] : answer.headers)
    MHD_add_response_header(response, name.c_str(), value.c_str());
  for (const auto& [name, value] : kHeaders) MHD_add_response_header(response, name, value);
  {
    const std::lock_guard lock(mutex);
    connection.sending = true;
    connection.length = answer.body.size();
    connection.measured = Clock::now();
    connection.taken = 0;
  }
  const MHD_Result queued =
      MHD_queue_response(connection.handle, static_cast<unsigned>(answer.status), response);
  MHD_destroy_response(response);
  return queued;
}

void Server::HttpDaemon::on_completed(void* self, MHD_Connection* handle, void** pointer,
                                      MHD_RequestTerminationCode) {
  if (*pointer == nullptr) return;
  HttpDaemon& server = *static_cast<HttpDaemon*>(self);
  const std::unique_ptr<std::shared_ptr<Exchange>> exchange(
      static_cast<std::shared_ptr<Exchange>*>(*pointer));
  *pointer = nullptr;
  (*exchange)->finish();
  {
    const std::lock_guard lock(server.mutex);
    Connection& connection = connection_of(handle);
    connection.exchange.reset();
    connection.sending = false;
    connection.idle_since = Clock::now();
  }
  server.observer(**exchange);
}

void Server::HttpDaemon::on_connection(void* self, MHD_Connection* handle, void** pointer,
                                       MHD_ConnectionNotificationCode code) {
  HttpDaemon& server = *static_cast<HttpDaemon*>(self);
  const std::lock_guard lock(server.mutex);
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    auto* const connection = new Connection(handle);
    connection->descriptor =
        MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    *pointer = connection;
    server.connections.insert(connection);
  } else {
    auto* const connection = static_cast<Connection*>(*pointer);
    server.connections.erase(connection);
    delete connection;
    *pointer = nullptr;
  }
}

void Server::HttpDaemon::watch_connections() {
  while (!stopping) {
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    const std::lock_guard lock(mutex);
    for (Connection* const connection : connections) check_timeouts(*connection);
  }
}

/// Tells the exchange of a client that has disconnected, and shuts down a connection that is too
/// slow. The descriptor is open while the connection is in `connections`, so it is no other
/// connection's.
void Server::HttpDaemon::check_timeouts(Connection& connection) {
  pollfd state{connection.descriptor, POLLRDHUP, 0};
  const bool disconnected =
      ::poll(&state, 1, 0) > 0 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR));
  if (connection.exchange) {
    if (disconnected && !connection.exchange->disconnected()) connection.exchange->disconnect();
    if (connection.sending) check_speed(connection);
    return;
  }
  const double idle = seconds_since(connection.idle_since);
  int unread = 0;  // requests sent before the client disconnected are still answered
  const bool ended = disconnected && idle > 0.2 &&
                     ::ioctl(connection.descriptor, FIONREAD, &unread) == 0 && unread == 0;
  if (ended || idle > limits.request_seconds) ::shutdown(connection.descriptor, SHUT_RDWR);
}

/// Shuts down the connection of a client that takes its answer too slowly.
void Server::HttpDaemon::check_speed(Connection& connection) {
  const double seconds = seconds_since(connection.measured);
  if (connection.length > 0) {
    const double allowed =
        limits.slow_seconds + static_cast<double>(connection.length) / limits.slowest_answer;
    if (seconds > allowed) ::shutdown(connection.descriptor, SHUT_RDWR);
    return;
  }
  if (seconds < limits.slow_seconds) return;
  const Exchange::Progress progress = connection.exchange->progress();
  if (progress.pending &&
      static_cast<double>(progress.taken - connection.taken) < limits.slowest_answer * seconds)
    ::shutdown(connection.descriptor, SHUT_RDWR);
  connection.taken = progress.taken;
  connection.measured = Clock::now();
}

Server::Server(const Listener& socket, const ServerLimits& limits, Handler handler,
               Observer observer)
    : daemon_(
          std::make_unique<HttpDaemon>(socket, limits, std::move(handler), std::move(observer))) {}
Server::~Server() = default;

void Server::stop() {
  MHD_quiesce_daemon(daemon_->daemon);
  daemon_->quiesced = true;
  const std::lock_guard lock(daemon_->mutex);
  for (HttpDaemon::Connection* const connection : daemon_->connections)
    if (connection->exchange) connection->exchange->disconnect();
}

}  // namespace dateline::searching
