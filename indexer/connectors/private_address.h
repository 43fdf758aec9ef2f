// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses outside the public internet: loopback, private, link-local, shared, reserved and
// multicast ones, also when embedded in IPv6 addresses. Used before a socket is opened (http_poll).
#pragma once

#include <sys/socket.h>

#include <string>

namespace dateline::indexing {

/// True for any address that an untrusted feed must not make us request; also for an address that
/// is not of IP.
bool is_local_address(const sockaddr& address);

/// "127.0.0.1", "::1"; empty for an address that is not of IP.
std::string address_text(const sockaddr& address);

}  // namespace dateline::indexing
