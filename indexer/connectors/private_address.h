// SPDX-License-Identifier: GPL-2.0-or-later
// Which addresses are no part of the public internet: loopback, private, link-local, shared,
// reserved and multicast ones, however IPv6 wraps them. Used before a socket is opened (http_poll).
#pragma once

#include <sys/socket.h>

#include <string>

namespace dateline::indexing {

/// True for any address a stranger's feed must not make us ask; also for what is no IP address.
bool is_local_address(const sockaddr& address);

/// "127.0.0.1", "::1"; empty for what is no IP address.
std::string address_text(const sockaddr& address);

}  // namespace dateline::indexing
