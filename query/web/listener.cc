// SPDX-License-Identifier: GPL-2.0-or-later
#include "listener.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "error.h"

namespace dateline::searching {
namespace {

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
  // A name may have addresses of both families, "localhost" on most machines. Clients of localhost
  // try both; who asks for 127.0.0.1 tries one.
  const addrinfo* chosen = found;
  while (chosen != nullptr && chosen->ai_family != AF_INET) chosen = chosen->ai_next;
  if (chosen == nullptr) chosen = found;
  Listener socket;
  socket.descriptor = ::socket(chosen->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  ::setsockopt(socket.descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (socket.descriptor < 0 ||
      ::bind(socket.descriptor, chosen->ai_addr, chosen->ai_addrlen) != 0 ||
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

}  // namespace dateline::searching
